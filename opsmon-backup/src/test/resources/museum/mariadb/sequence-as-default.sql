-- Keys come from a sequence, and a row has the key 0.
-- check: SELECT MAX(id) = 3 AND MIN(id) = 0 FROM ticket
-- check: SELECT NEXTVAL(ticket_number) >= 4
-- @application
CREATE SEQUENCE ticket_number START WITH 1 INCREMENT BY 1 NOCACHE;
CREATE TABLE ticket (id int DEFAULT NEXTVAL(ticket_number) PRIMARY KEY, title varchar(20));
INSERT INTO ticket (title) VALUES ('one'), ('two'), ('three');
CREATE TABLE counted (id int AUTO_INCREMENT PRIMARY KEY) AUTO_INCREMENT = 1000;
INSERT INTO counted VALUES (NULL), (NULL);
SET sql_mode = 'NO_AUTO_VALUE_ON_ZERO';
INSERT INTO ticket VALUES (0, 'zero');
INSERT INTO counted VALUES (0);
CREATE VIEW next_ticket AS SELECT NEXTVAL(ticket_number) AS number;
