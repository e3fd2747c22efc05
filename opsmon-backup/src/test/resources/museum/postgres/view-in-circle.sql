-- A function that returns rows of a view, and a view over that function.
-- refused by the driver: circular
-- check: SELECT count(*) = 2 FROM staff
-- @application
CREATE TABLE staff (id int PRIMARY KEY, name text);
INSERT INTO staff VALUES (1, 'a'), (2, 'b');
CREATE VIEW people AS SELECT id, name FROM staff;
CREATE FUNCTION of_people() RETURNS SETOF people LANGUAGE sql AS 'SELECT id, name FROM staff';
CREATE OR REPLACE VIEW people AS SELECT id, name FROM of_people();
