-- A table that the user of the backups may not read.
-- finding: NOT_READABLE
-- refused: may not read the table
-- @superuser
CREATE TABLE secrets (id int PRIMARY KEY);
INSERT INTO secrets VALUES (1);
-- @application
CREATE TABLE orders (id int PRIMARY KEY);
