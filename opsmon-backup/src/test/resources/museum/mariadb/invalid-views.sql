-- Views over a column and a function that were dropped, and a view over such a view. The last view is valid.
-- finding: INVALID_VIEW
-- warning: view by_function
-- warning: view over_it
-- warning: view prices_of_old
-- not checked: view by_function
-- not checked: view over_it
-- not checked: view prices_of_old
-- check: SELECT COUNT(*) = 2 FROM valid
-- @application
CREATE TABLE price (id int PRIMARY KEY, amount int, old int);
INSERT INTO price VALUES (1, 5, 4), (2, 6, 5);
CREATE FUNCTION rounded(x int) RETURNS int DETERMINISTIC RETURN x - x % 5;
CREATE VIEW prices_of_old AS SELECT old FROM price;
CREATE VIEW over_it AS SELECT old AS older FROM prices_of_old;
CREATE VIEW by_function AS SELECT rounded(amount) AS amount FROM price;
CREATE VIEW valid AS SELECT id FROM price;
ALTER TABLE price DROP old;
DROP FUNCTION rounded;
