-- Default privileges, privileges of columns, routines and types for everyone, and a schema without USAGE.
-- check: SELECT has_table_privilege('public', 'shop.orders', 'SELECT')
-- @application
CREATE SCHEMA shop;
GRANT USAGE ON SCHEMA shop TO PUBLIC;
ALTER DEFAULT PRIVILEGES IN SCHEMA shop GRANT SELECT ON TABLES TO PUBLIC;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
CREATE TABLE shop.orders (id int PRIMARY KEY, secret text);
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT UPDATE (secret) ON shop.orders TO PUBLIC;
CREATE TYPE shop.state AS ENUM ('new', 'paid');
REVOKE USAGE ON TYPE shop.state FROM PUBLIC;
COMMENT ON SCHEMA public IS 'The standard schema of this application';
