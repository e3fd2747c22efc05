-- Constraints of a table, of a domain and of a foreign key that stored rows violate.
-- check: SELECT count(*) = 3 FROM pg_constraint WHERE NOT convalidated
-- @application
CREATE DOMAIN age AS int;
CREATE TABLE people (id int PRIMARY KEY, age age, boss int);
INSERT INTO people VALUES (1, -1, 7);
ALTER DOMAIN age ADD CONSTRAINT positive CHECK (VALUE > 0) NOT VALID;
ALTER TABLE people ADD CONSTRAINT named CHECK (id > 1) NOT VALID;
ALTER TABLE people ADD CONSTRAINT boss FOREIGN KEY (boss) REFERENCES people NOT VALID;
COMMENT ON CONSTRAINT positive ON DOMAIN age IS 'Since 2026';
