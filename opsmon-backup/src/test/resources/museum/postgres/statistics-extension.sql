-- pg_stat_statements of the superuser, which the application's user may not create.
-- finding: EXTENSION_NEEDS_SUPERUSER
-- warning: CREATE EXTENSION IF NOT EXISTS pg_stat_statements WITH SCHEMA public
-- warning by the programs: COMMENT ON EXTENSION pg_stat_statements
-- not checked: EXTENSION pg_stat_statements
-- changes: pg_stat_statements
-- check: SELECT sum(value) = 42 FROM readings
-- @superuser
CREATE EXTENSION pg_stat_statements;
-- @application
CREATE TABLE readings (at timestamptz PRIMARY KEY, value numeric(10, 2));
INSERT INTO readings VALUES ('2026-01-01 00:00+00', 40), ('2026-01-02 00:00+00', 2);
