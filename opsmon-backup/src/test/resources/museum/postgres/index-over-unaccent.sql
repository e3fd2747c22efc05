-- An index over a function that calls unaccent() of an extension without its schema.
-- finding: FUNCTION_NEEDS_SEARCH_PATH
-- check: SELECT count(*) = 1 FROM pages WHERE f_unaccent(title) = 'Cafe'
-- @application
CREATE EXTENSION unaccent;
CREATE TABLE pages (id int PRIMARY KEY, title text NOT NULL);
INSERT INTO pages VALUES (1, 'Café'), (2, 'Jalapeño');
CREATE FUNCTION f_unaccent(text) RETURNS text IMMUTABLE LANGUAGE sql AS 'SELECT unaccent($1)';
CREATE INDEX pages_title ON pages (f_unaccent(title));
