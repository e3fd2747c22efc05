-- The user who created a view and a procedure has left.
-- finding: DEFINER_REPLACED
-- warning: definer gone@localhost of 2 objects
-- changes: DEFINER=
-- check: SELECT COUNT(*) = 1 FROM names_of_products
-- @superuser
GRANT SELECT ON mysql.proc TO ${app}@localhost;
CREATE TABLE products (id int PRIMARY KEY, name varchar(50));
INSERT INTO products VALUES (1, 'Oolong');
CREATE DEFINER = gone@localhost VIEW names_of_products AS SELECT name FROM products;
CREATE DEFINER = gone@localhost PROCEDURE sell() SELECT 1;
