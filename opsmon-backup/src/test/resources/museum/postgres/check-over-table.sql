-- A check constraint that looks into a table, which a restore fills later.
-- finding: CONDITIONAL_CHECK
-- finding: FUNCTION_NEEDS_SEARCH_PATH
-- check: SELECT convalidated FROM pg_constraint WHERE conname = 'known'
-- @application
CREATE TABLE zones (name text PRIMARY KEY);
INSERT INTO zones VALUES ('north');
CREATE FUNCTION is_zone(text) RETURNS boolean LANGUAGE plpgsql AS 'BEGIN RETURN EXISTS (SELECT FROM zones WHERE name = $1); END';
CREATE TABLE addresses (id int PRIMARY KEY, zone text CONSTRAINT known CHECK (is_zone(zone)));
COMMENT ON CONSTRAINT known ON addresses IS 'Looks into zones';
INSERT INTO addresses VALUES (1, 'north');
