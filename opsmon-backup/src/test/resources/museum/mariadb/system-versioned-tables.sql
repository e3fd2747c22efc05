-- Tables with the history of their rows: implicit columns, named columns, partitions, and a table without history.
-- check: SELECT COUNT(*) = 4 FROM price FOR SYSTEM_TIME ALL
-- check: SELECT COUNT(*) = 2 FROM salary FOR SYSTEM_TIME ALL WHERE amount IN (100, 120)
-- check: SELECT GROUP_CONCAT(amount ORDER BY amount) = '1,2' FROM price FOR SYSTEM_TIME AS OF '2024-01-01 00:00:00'
-- @application
CREATE TABLE price (id int PRIMARY KEY, amount int, twice int AS (amount * 2) STORED) WITH SYSTEM VERSIONING;
CREATE TABLE salary (id int, amount int, valid_from timestamp(6) GENERATED ALWAYS AS ROW START, valid_to timestamp(6) GENERATED ALWAYS AS ROW END INVISIBLE, PERIOD FOR SYSTEM_TIME (valid_from, valid_to), PRIMARY KEY (id, valid_to)) WITH SYSTEM VERSIONING;
CREATE TABLE reading (id int PRIMARY KEY, value double) WITH SYSTEM VERSIONING PARTITION BY SYSTEM_TIME (PARTITION past HISTORY, PARTITION now CURRENT);
CREATE TABLE plain (id int PRIMARY KEY);
SET timestamp = UNIX_TIMESTAMP('2023-01-01 00:00:00');
INSERT INTO price (id, amount) VALUES (1, 1), (2, 2);
INSERT INTO salary (id, amount) VALUES (7, 100);
INSERT INTO reading VALUES (1, 0.1);
SET timestamp = UNIX_TIMESTAMP('2025-01-01 00:00:00');
UPDATE price SET amount = 11 WHERE id = 1;
DELETE FROM price WHERE id = 2;
INSERT INTO price (id, amount) VALUES (3, 3);
UPDATE salary SET amount = 120;
UPDATE reading SET value = 0.2;
INSERT INTO plain VALUES (1);
