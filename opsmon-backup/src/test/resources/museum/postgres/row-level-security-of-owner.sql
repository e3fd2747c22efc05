-- Policies that do not concern the owner of the table.
-- check: SELECT count(*) = 2 FROM tenants
-- @application
CREATE TABLE tenants (id int PRIMARY KEY, name text);
INSERT INTO tenants VALUES (1, 'a'), (2, 'b');
CREATE FUNCTION is_own(text) RETURNS boolean STABLE LANGUAGE sql AS 'SELECT $1 = current_user';
ALTER TABLE tenants ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON tenants USING (is_own(name));
