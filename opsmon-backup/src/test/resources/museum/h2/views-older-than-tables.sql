-- Tables that were altered after their views were created, so that SCRIPT writes the views first.
-- check: SELECT count(*) = 1 FROM names_of_large_animals
-- check: SELECT count(*) = 1 FROM a_newer_view
-- @application
CREATE TABLE animals (id int PRIMARY KEY, name varchar(20));
CREATE TABLE cages (id int PRIMARY KEY);
CREATE VIEW large_animals AS SELECT * FROM animals WHERE id > 1;
CREATE VIEW names_of_large_animals AS SELECT name FROM large_animals;
ALTER TABLE animals ADD COLUMN legs int DEFAULT 4;
ALTER TABLE animals ALTER COLUMN name varchar(40);
CREATE VIEW a_newer_view AS SELECT id FROM cages;
CREATE OR REPLACE VIEW large_animals AS SELECT a.* FROM animals a, a_newer_view WHERE a.id > 1;
INSERT INTO animals VALUES (1, 'cat', 4), (2, 'cow', 4);
INSERT INTO cages VALUES (1);
