-- Aggregates of users: plain, without arguments, ordered-set, moving, with a final function.
-- check: SELECT group_concat(title) = 'Alien, Brazil' FROM (SELECT title FROM films ORDER BY title) f
-- check: SELECT how_many(*) = 2 FROM films
-- check: SELECT middle(0.5) WITHIN GROUP (ORDER BY id) = 1 FROM films
-- @application
CREATE TABLE films (id int PRIMARY KEY, title text);
INSERT INTO films VALUES (1, 'Alien'), (2, 'Brazil');
CREATE FUNCTION _group_concat(text, text) RETURNS text IMMUTABLE LANGUAGE sql
    AS $$ SELECT CASE WHEN $2 IS NULL THEN $1 WHEN $1 IS NULL THEN $2 ELSE $1 || ', ' || $2 END $$;
CREATE AGGREGATE group_concat(text) (SFUNC = _group_concat, STYPE = text);
COMMENT ON AGGREGATE group_concat(text) IS 'joins';
CREATE FUNCTION add_one(bigint) RETURNS bigint IMMUTABLE LANGUAGE sql AS 'SELECT $1 + 1';
CREATE AGGREGATE how_many(*) (SFUNC = add_one, STYPE = bigint, INITCOND = '0', PARALLEL = SAFE);
REVOKE EXECUTE ON FUNCTION how_many() FROM PUBLIC;
CREATE FUNCTION add_id(int[], int) RETURNS int[] IMMUTABLE LANGUAGE sql AS 'SELECT array_append($1, $2)';
CREATE FUNCTION middle_of(int[], float8) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT ($1)[greatest(1, ceil(array_length($1, 1) * $2))::int]';
CREATE AGGREGATE middle(float8 ORDER BY int) (SFUNC = add_id, STYPE = int[], FINALFUNC = middle_of, INITCOND = '{}');
CREATE AGGREGATE moving(int) (SFUNC = int4pl, STYPE = int, INITCOND = '0', COMBINEFUNC = int4pl, MSFUNC = int4pl, MINVFUNC = int4mi, MSTYPE = int, MINITCOND = '0', SORTOP = <);
CREATE VIEW titles AS SELECT group_concat(title) AS all_titles FROM films;
