-- Two tables whose defaults read each other: SCRIPT writes a definition before the table that the definition needs.
-- finding: NEEDS_LATER_OBJECT
-- refused: table "PUBLIC"."PRICES"
-- refused: "PUBLIC"."SETTINGS"
-- @application
CREATE TABLE prices (id int PRIMARY KEY, amount int);
CREATE TABLE settings (id int PRIMARY KEY, factor int);
ALTER TABLE prices ALTER COLUMN amount SET DEFAULT (SELECT max(factor) FROM settings);
INSERT INTO settings VALUES (1, 3);
INSERT INTO prices (id) VALUES (1);
