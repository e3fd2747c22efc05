-- One schema for each tenant, with a shared function that names its table without a schema.
-- finding: CONDITIONAL_CHECK
-- finding: FUNCTION_NEEDS_SEARCH_PATH
-- check: SELECT count(*) = 1 FROM tenant_b.items WHERE is_kind(kind) OR true
-- @application
CREATE SCHEMA tenant_a;
CREATE SCHEMA tenant_b;
CREATE TABLE tenant_a.kinds (name text PRIMARY KEY);
CREATE TABLE tenant_b.kinds (name text PRIMARY KEY);
INSERT INTO tenant_a.kinds VALUES ('a');
INSERT INTO tenant_b.kinds VALUES ('b');
CREATE FUNCTION is_kind(text) RETURNS boolean IMMUTABLE LANGUAGE plpgsql AS 'BEGIN RETURN EXISTS (SELECT FROM kinds WHERE name = $1); END';
SET search_path = tenant_a, public;
CREATE TABLE tenant_a.items (id int PRIMARY KEY, kind text CHECK (is_kind(kind)));
INSERT INTO tenant_a.items VALUES (1, 'a');
SET search_path = tenant_b, public;
CREATE TABLE tenant_b.items (id int PRIMARY KEY, kind text CHECK (is_kind(kind)));
CREATE INDEX ON tenant_b.items (id) WHERE is_kind(kind);
INSERT INTO tenant_b.items VALUES (1, 'b');
RESET search_path;
