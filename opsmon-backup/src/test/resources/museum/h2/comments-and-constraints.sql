-- Comments on objects of every kind, indexes of every kind, and names of constraints that H2 chose.
-- finding: NOT_VERIFIED
-- not checked: function "PUBLIC"."TWICE"
-- not checked: trigger "PUBLIC"."SEEN"
-- check: SELECT count(*) = 2 FROM plants
-- @application
CREATE TABLE plants (id int PRIMARY KEY, name varchar(20) UNIQUE, height int CHECK (height > 0), parent int REFERENCES plants, kind enum('tree', 'it''s "x"'));
CREATE TABLE beds (id int PRIMARY KEY, plant int REFERENCES plants (id), code varchar(9), UNIQUE (plant, code), CHECK (code <> 'x'));
CREATE TABLE tools (id int PRIMARY KEY HASH, name varchar(9) UNIQUE);
CREATE UNIQUE HASH INDEX by_code ON beds (code);
CREATE INDEX by_name ON plants (name DESC NULLS FIRST, height);
CREATE DOMAIN percent AS int CHECK (VALUE BETWEEN 0 AND 100);
CREATE SEQUENCE numbers;
CREATE CONSTANT one VALUE 1;
CREATE ROLE gardener;
CREATE ALIAS twice AS 'int twice(int x) { return 2 * x; }';
CREATE VIEW all_plants AS SELECT id FROM plants;
CREATE TRIGGER seen AFTER UPDATE ON plants FOR EACH ROW AS 'org.h2.api.Trigger create() { return (c, o, n) -> {}; }';
CREATE VIEW counted AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5) SELECT i FROM n;
COMMENT ON TABLE plants IS 'it''s; a "table"';
COMMENT ON COLUMN plants.height IS 'in cm';
COMMENT ON TABLE all_plants IS 'a view';
COMMENT ON INDEX by_name IS 'an index';
COMMENT ON SEQUENCE numbers IS 'a sequence';
COMMENT ON CONSTANT one IS 'a constant';
COMMENT ON DOMAIN percent IS 'a domain';
COMMENT ON ROLE gardener IS 'a role';
COMMENT ON ALIAS twice IS 'a function';
COMMENT ON TRIGGER seen IS 'a trigger';
COMMENT ON SCHEMA public IS 'a schema';
INSERT INTO plants VALUES (1, 'oak', 900, NULL, 'tree'), (2, 'yew', 300, 1, 'it''s "x"');
INSERT INTO beds VALUES (1, 1, 'a'), (2, 1, 'b');
INSERT INTO tools VALUES (1, 'rake');
