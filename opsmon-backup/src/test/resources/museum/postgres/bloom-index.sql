-- An index whose access method belongs to an extension that only a superuser can create.
-- finding: EXTENSION_NEEDS_SUPERUSER
-- not checked: EXTENSION bloom
-- not checked: CREATE INDEX readings_bloom
-- warning: CREATE EXTENSION IF NOT EXISTS bloom
-- warning by the programs: COMMENT ON EXTENSION bloom
-- warning: CREATE INDEX readings_bloom
-- changes: bloom
-- check: SELECT count(*) = 100 FROM readings
-- @superuser
CREATE EXTENSION bloom;
-- @application
CREATE TABLE readings (a int, b int, c int);
INSERT INTO readings SELECT k, k, k FROM generate_series(1, 100) k;
CREATE INDEX readings_bloom ON readings USING bloom (a, b, c);
