-- Sequences with values, identity columns, and a default over a function that reads a sequence.
-- check: SELECT nextval('tickets') = 8
-- check: SELECT next_number() = 'N43'
-- @application
CREATE SEQUENCE tickets START 7;
SELECT nextval('tickets');
CREATE SEQUENCE numbers START 42;
CREATE FUNCTION next_number() RETURNS text LANGUAGE sql AS $$ SELECT 'N' || nextval('numbers') $$;
CREATE TABLE invoices (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, number text DEFAULT next_number());
INSERT INTO invoices DEFAULT VALUES;
