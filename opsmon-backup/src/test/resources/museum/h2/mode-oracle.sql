-- A payroll written for Oracle: empty texts are null, and dates have a time.
-- settings: MODE=Oracle
-- check: SELECT count(*) = 1 FROM staff WHERE nick IS NULL
-- @application
CREATE SEQUENCE staff_numbers START WITH 10 INCREMENT BY 10 NOCACHE;
CREATE TABLE staff (id number(10) DEFAULT staff_numbers.NEXTVAL PRIMARY KEY, name varchar2(40) NOT NULL, nick varchar2(10), hired date DEFAULT SYSDATE, salary number(9, 2), cv clob, photo blob);
INSERT INTO staff (name, nick, hired, salary) VALUES ('Li', '', TIMESTAMP '2026-01-02 03:04:05', 5.5), ('Wu', 'w', NULL, NULL);
CREATE VIEW earners AS SELECT name, NVL(salary, 0) AS salary FROM staff;
