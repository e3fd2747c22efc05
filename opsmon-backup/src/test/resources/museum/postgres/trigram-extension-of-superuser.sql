-- An extension of the superuser in the application's database: only the superuser may comment on it.
-- check: SELECT count(*) = 1 FROM partners WHERE name % 'Azure Interior'
-- @superuser
CREATE EXTENSION pg_trgm;
-- @application
CREATE TABLE partners (id int PRIMARY KEY, name text);
INSERT INTO partners VALUES (1, 'Azure Interior'), (2, 'Deco Addict');
CREATE INDEX partners_name ON partners USING gin (name gin_trgm_ops);
-- @elsewhere
CREATE EXTENSION pg_trgm;
