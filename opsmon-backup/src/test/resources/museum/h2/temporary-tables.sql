-- Global temporary tables of an import, which outlive their transactions.
-- check: SELECT count(*) = 1 FROM staging
-- @application
CREATE GLOBAL TEMPORARY TABLE staging (id int PRIMARY KEY, line varchar(20));
CREATE GLOBAL TEMPORARY TABLE of_transaction (id int PRIMARY KEY) ON COMMIT DELETE ROWS;
CREATE TABLE imported (id int PRIMARY KEY);
INSERT INTO staging VALUES (1, 'a;b');
INSERT INTO imported VALUES (1);
