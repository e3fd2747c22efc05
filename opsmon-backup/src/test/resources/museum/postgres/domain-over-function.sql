-- A domain whose check looks into a table, a composite type and an array of the domain.
-- finding: CONDITIONAL_CHECK
-- finding: FUNCTION_NEEDS_SEARCH_PATH
-- check: SELECT count(*) = 1 FROM invoices
-- @application
CREATE TABLE currencies (code text PRIMARY KEY);
INSERT INTO currencies VALUES ('EUR');
CREATE FUNCTION is_currency(text) RETURNS boolean STABLE LANGUAGE sql AS 'SELECT EXISTS (SELECT FROM currencies WHERE code = $1)';
CREATE DOMAIN currency AS text CONSTRAINT known CHECK (is_currency(VALUE));
CREATE TABLE invoices (id int PRIMARY KEY, paid currency, accepted currency[]);
INSERT INTO invoices VALUES (1, 'EUR', '{EUR}');
