-- A generated column whose function uses an extension without its schema.
-- finding: FUNCTION_NEEDS_SEARCH_PATH
-- check: SELECT search = 'cafe' FROM products
-- @application
CREATE EXTENSION unaccent;
CREATE FUNCTION normal(text) RETURNS text IMMUTABLE LANGUAGE sql AS 'SELECT lower(unaccent($1))';
CREATE TABLE products (id int PRIMARY KEY, name text, search text GENERATED ALWAYS AS (normal(name)) STORED);
INSERT INTO products VALUES (1, 'Café');
CREATE TABLE z_states (name text PRIMARY KEY);
INSERT INTO z_states VALUES ('open');
CREATE FUNCTION is_state(text) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT EXISTS (SELECT FROM z_states WHERE name = $1)';
CREATE TABLE cases (id serial PRIMARY KEY, state text, is_valid boolean GENERATED ALWAYS AS (is_state(state)) STORED) PARTITION BY HASH (id);
CREATE TABLE cases_0 PARTITION OF cases FOR VALUES WITH (MODULUS 1, REMAINDER 0);
COMMENT ON TABLE cases IS 'The table needs a later table';
CREATE VIEW valid_cases AS SELECT id FROM cases WHERE is_valid;
INSERT INTO cases (state) VALUES ('closed');
