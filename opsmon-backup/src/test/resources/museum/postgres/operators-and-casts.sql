-- Operators, casts and ranges of users, used by views, indexes, defaults and constraints.
-- finding: CONDITIONAL_CHECK
-- check: SELECT ROW(3, 4)::point2 === ROW(3, 4)::point2
-- check: SELECT count(*) = 1 FROM shifts WHERE during @> time '09:00'
-- @application
CREATE TYPE point2 AS (x int, y int);
CREATE FUNCTION same(point2, point2) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT $1.x = $2.x AND $1.y = $2.y';
CREATE FUNCTION other(point2, point2) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT NOT ($1.x = $2.x AND $1.y = $2.y)';
CREATE OPERATOR === (LEFTARG = point2, RIGHTARG = point2, FUNCTION = same, COMMUTATOR = ===, NEGATOR = !==);
CREATE OPERATOR !== (LEFTARG = point2, RIGHTARG = point2, FUNCTION = other, COMMUTATOR = !==, NEGATOR = ===);
COMMENT ON OPERATOR === (point2, point2) IS 'same place';
CREATE FUNCTION to_point2(int) RETURNS point2 IMMUTABLE LANGUAGE sql AS 'SELECT ROW($1, $1)::point2';
CREATE CAST (int AS point2) WITH FUNCTION to_point2(int) AS ASSIGNMENT;
CREATE FUNCTION minutes(time, time) RETURNS float8 IMMUTABLE LANGUAGE sql AS 'SELECT extract(epoch FROM ($1 - $2))::float8';
CREATE TYPE timerange AS RANGE (SUBTYPE = time, SUBTYPE_DIFF = minutes);
CREATE TABLE places (id int PRIMARY KEY, at point2 CHECK (at !== ROW(0, 0)::point2));
INSERT INTO places VALUES (1, ROW(3, 4));
CREATE TABLE shifts (id int PRIMARY KEY, during timerange, pauses timemultirange, EXCLUDE USING gist (during WITH &&));
INSERT INTO shifts VALUES (1, '[08:00,16:00)', '{[10:00,10:15)}');
CREATE VIEW same_places AS SELECT a.id FROM places a JOIN places b ON a.at === b.at;
CREATE FUNCTION length_of(timerange) RETURNS interval IMMUTABLE LANGUAGE sql AS 'SELECT upper($1) - lower($1)';
