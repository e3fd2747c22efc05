-- A policy for a role that does not exist where the backup is restored, and a policy for everyone.
-- finding: PRIVILEGES_OF_ROLES
-- warning: role "${role}" does not exist
-- not checked: role "${role}" does not exist
-- changes: ${role}
-- check: SELECT count(*) = 1 FROM pg_policy
-- @superuser
CREATE ROLE ${role};
-- @application
CREATE TABLE notes (id int PRIMARY KEY, tenant text);
INSERT INTO notes VALUES (1, 'a'), (2, 'b');
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY everyone ON notes USING (tenant = current_user);
CREATE POLICY auditors ON notes TO ${role} USING (true);
-- @later
DROP OWNED BY ${role};
DROP ROLE ${role};
