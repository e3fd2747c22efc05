-- Extensions in a schema of the superuser, found by the search path of the application's user.
-- finding: FUNCTION_NEEDS_SEARCH_PATH
-- check: SELECT count(*) = 2 FROM articles
-- @superuser
ALTER ROLE ${app} SET search_path = "$user", public, extensions;
CREATE SCHEMA extensions;
GRANT USAGE ON SCHEMA extensions TO PUBLIC;
CREATE EXTENSION unaccent SCHEMA extensions;
CREATE EXTENSION citext SCHEMA extensions;
-- @application
CREATE TABLE articles (id int PRIMARY KEY, slug extensions.citext UNIQUE);
INSERT INTO articles VALUES (1, 'Hello'), (2, 'world');
CREATE FUNCTION plain(text) RETURNS text IMMUTABLE LANGUAGE plpgsql AS 'BEGIN RETURN unaccent($1); END';
CREATE INDEX articles_plain ON articles (plain(slug::text));
-- @elsewhere
CREATE SCHEMA extensions;
GRANT USAGE ON SCHEMA extensions TO PUBLIC;
CREATE EXTENSION unaccent SCHEMA extensions;
CREATE EXTENSION citext SCHEMA extensions;
