-- Functions with a search path of their own, which needs no finding.
-- check: SELECT count(*) = 1 FROM cities WHERE f_city(name) = 'zurich'
-- @application
CREATE EXTENSION unaccent;
CREATE TABLE cities (id int PRIMARY KEY, name text);
INSERT INTO cities VALUES (1, 'Zürich');
CREATE FUNCTION f_city(text) RETURNS text IMMUTABLE LANGUAGE sql SET search_path = public AS 'SELECT lower(unaccent($1))';
CREATE INDEX ON cities (f_city(name));
CREATE FUNCTION f_other(text) RETURNS text IMMUTABLE LANGUAGE sql BEGIN ATOMIC SELECT lower(unaccent($1)); END;
CREATE INDEX ON cities (f_other(name));
