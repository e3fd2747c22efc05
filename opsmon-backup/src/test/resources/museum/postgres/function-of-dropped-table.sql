-- An index over a function whose table is gone: no query can read the indexed table any more.
-- refused: cannot be read, because a function in the expression of an index fails
-- @application
CREATE TABLE rates (code text PRIMARY KEY);
CREATE FUNCTION has_rate(text) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT EXISTS (SELECT FROM rates WHERE code = $1)';
CREATE TABLE trades (id int PRIMARY KEY, code text);
CREATE INDEX ON trades (has_rate(code));
INSERT INTO trades VALUES (1, 'EUR');
DROP TABLE rates;
