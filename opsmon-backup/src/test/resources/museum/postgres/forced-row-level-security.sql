-- The owner of a table is subject to its policies, so that the owner's dump would lack rows.
-- finding: ROW_LEVEL_SECURITY
-- refused: row level security
-- @application
CREATE TABLE tenants (id int PRIMARY KEY, name text);
INSERT INTO tenants VALUES (1, 'a'), (2, 'b');
ALTER TABLE tenants ENABLE ROW LEVEL SECURITY;
ALTER TABLE tenants FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON tenants USING (name = current_user);
