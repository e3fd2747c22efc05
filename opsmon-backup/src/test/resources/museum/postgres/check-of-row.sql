-- A check constraint over the whole row: the function needs the table, and the table needs the function.
-- finding: CONDITIONAL_CHECK
-- check: SELECT count(*) = 1 FROM pg_constraint WHERE conname = 'fine' AND convalidated
-- @application
CREATE TABLE lines (id int PRIMARY KEY, quantity int, price numeric);
CREATE FUNCTION ok(lines) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT $1.quantity > 0 AND $1.price >= 0';
ALTER TABLE lines ADD CONSTRAINT fine CHECK (ok(lines));
INSERT INTO lines VALUES (1, 2, 9.90);
