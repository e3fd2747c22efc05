-- Computed columns of each kind, a table of computed columns only, and constraints over functions.
-- check: SELECT COUNT(*) = 2 FROM only_computed
-- @application
CREATE TABLE line (id int PRIMARY KEY, price decimal(10, 3), quantity int DEFAULT 1, net decimal(20, 3) AS (price * quantity) STORED, gross decimal(20, 3) AS (net * 1.19) VIRTUAL, label varchar(40) AS (CONCAT('#', id, ' ', price)) PERSISTENT UNIQUE, hidden int INVISIBLE DEFAULT 7, created date DEFAULT (CURRENT_DATE), CONSTRAINT positive CHECK (price >= 0 AND JSON_VALID(CONCAT('[', quantity, ']'))));
INSERT INTO line (id, price, quantity, hidden) VALUES (1, 1.005, 3, NULL), (2, 0, 0, 9);
CREATE TABLE only_computed (one int AS (1), two int AS (2) STORED);
INSERT INTO only_computed () VALUES (), ();
