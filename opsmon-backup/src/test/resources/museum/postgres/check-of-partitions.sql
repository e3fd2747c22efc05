-- Check constraints with functions on a partitioned table, on its partitions and on inherited tables.
-- finding: CONDITIONAL_CHECK
-- changes by the driver: legs
-- changes by the driver: barks
-- check: SELECT bool_and(convalidated) FROM pg_constraint WHERE contype = 'c'
-- @application
CREATE FUNCTION is_small(int) RETURNS boolean LANGUAGE plpgsql AS 'BEGIN RETURN $1 < 100; END';
CREATE TABLE parts (id int, region text, CONSTRAINT small CHECK (is_small(id))) PARTITION BY LIST (region);
CREATE TABLE parts_eu PARTITION OF parts FOR VALUES IN ('eu');
CREATE TABLE parts_us (id int, region text, CONSTRAINT small CHECK (is_small(id)), CONSTRAINT own CHECK (is_small(id + 1)));
ALTER TABLE parts ATTACH PARTITION parts_us FOR VALUES IN ('us');
INSERT INTO parts VALUES (1, 'eu'), (2, 'us');
CREATE TABLE mammal (legs int CONSTRAINT enough CHECK (is_small(legs)));
CREATE TABLE dog (barks boolean) INHERITS (mammal);
INSERT INTO dog VALUES (4, true);
