-- Rows that look like the end of rows, like comments and like statements.
-- check: SELECT count(*) = 5 FROM texts
-- @application
CREATE TABLE texts (id int PRIMARY KEY, "semi;colon" text, "COPY x FROM stdin" text);
INSERT INTO texts VALUES (1, E'\\.', ';'), (2, E'\\.\n\\.\n', '-- Name: x; Type: TABLE'), (3, E'a\\', 'COPY t FROM stdin;'), (4, '$$', ''''), (5, NULL, E'\\restrict x');
CREATE FUNCTION "a;b"(x text DEFAULT ';') RETURNS text LANGUAGE sql AS $x$ SELECT 'a;b' || $1 || $$;$$ $x$;
CREATE FUNCTION both_atomic() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT CASE WHEN true THEN 2 END; END;
CREATE RULE two AS ON INSERT TO texts DO ALSO (SELECT 1; SELECT 2);
CREATE VIEW escapes AS SELECT E'\\''; it''s \\' AS a, U&'\0061;' AS b, B'1' AS c /* ; ' */;
COMMENT ON TABLE texts IS E'a;\n-- b''\\';
