-- A view of a table that was never created, and a view of a dropped table.
-- finding: INVALID_VIEW
-- warning: view "PUBLIC"."PLANNED", which is invalid
-- not checked: view "PUBLIC"."PLANNED", which is invalid
-- check: SELECT count(*) = 1 FROM present
-- @application
CREATE TABLE present (id int PRIMARY KEY);
INSERT INTO present VALUES (1);
CREATE FORCE VIEW planned AS SELECT id FROM future;
CREATE VIEW used AS SELECT id FROM present;
