-- A materialized view over a function whose body names its table without a schema.
-- finding: FUNCTION_NEEDS_SEARCH_PATH
-- check: SELECT total = 42 FROM totals
-- @application
CREATE TABLE payments (id int PRIMARY KEY, amount int);
INSERT INTO payments VALUES (1, 40), (2, 2);
CREATE FUNCTION total() RETURNS bigint STABLE LANGUAGE sql AS 'SELECT sum(amount) FROM payments';
CREATE MATERIALIZED VIEW totals AS SELECT total() AS total;
CREATE UNIQUE INDEX ON totals (total);
