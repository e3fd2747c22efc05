-- A register whose names keep their case, with quotes, spaces, dots and characters of four bytes in them.
-- settings: DATABASE_TO_UPPER=FALSE;CASE_INSENSITIVE_IDENTIFIERS=TRUE
-- check: SELECT count(*) = 1 FROM "Straße ""Nr. 1"""."list; DROP" WHERE "naïve 🚲" = '🚲 ''; --'
-- @application
CREATE SCHEMA "Straße ""Nr. 1""";
CREATE TABLE "Straße ""Nr. 1"""."list; DROP" ("select" int PRIMARY KEY, "a.b" varchar(20) DEFAULT 'it''s; "x"', "naïve 🚲" varchar(40));
CREATE TABLE "列表" (id int PRIMARY KEY, "值" varchar(9), CONSTRAINT "odd "" name" CHECK ("值" <> '坏'));
CREATE UNIQUE INDEX "Straße ""Nr. 1"""."by ""a""" ON "Straße ""Nr. 1"""."list; DROP" ("a.b");
CREATE VIEW "Straße ""Nr. 1"""."View; 1" AS SELECT "select" AS "from" FROM "Straße ""Nr. 1"""."list; DROP";
CREATE SEQUENCE "Straße ""Nr. 1"""."next ""one""" START WITH 5;
COMMENT ON TABLE "列表" IS 'a comment; with '' and "quotes"';
COMMENT ON COLUMN "列表"."值" IS '值 🚲';
INSERT INTO "Straße ""Nr. 1"""."list; DROP" VALUES (1, DEFAULT, '🚲 ''; --'), (2, U&'\0001', 'tab	line
end');
INSERT INTO "列表" VALUES (1, '好');
