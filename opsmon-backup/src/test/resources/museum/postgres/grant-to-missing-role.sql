-- Privileges of a role that does not exist where the backup is restored.
-- finding: PRIVILEGES_OF_ROLES
-- warning: role "${role}" does not exist
-- changes: ${role}
-- check: SELECT count(*) = 2 FROM accounts
-- @superuser
CREATE ROLE ${role};
-- @application
CREATE SCHEMA shop;
CREATE TABLE accounts (id int PRIMARY KEY, balance numeric);
CREATE TABLE shop.orders (id int PRIMARY KEY);
INSERT INTO accounts VALUES (1, 10), (2, 20);
GRANT SELECT ON accounts TO ${role};
GRANT USAGE ON SCHEMA shop TO ${role};
GRANT SELECT, UPDATE (id) ON shop.orders TO ${role} WITH GRANT OPTION;
ALTER DEFAULT PRIVILEGES IN SCHEMA shop GRANT SELECT ON TABLES TO ${role};
-- @later
DROP OWNED BY ${role};
DROP ROLE ${role};
