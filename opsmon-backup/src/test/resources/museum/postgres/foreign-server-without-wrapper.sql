-- A foreign server that the user may not create where the backup is restored, and a view over its table.
-- finding: NOT_VERIFIED
-- finding: EXTENSION_NEEDS_SUPERUSER
-- finding by the driver: ONLY_BY_PROGRAM
-- refused by the driver: foreign
-- not checked: SERVER
-- not checked: USER MAPPING
-- not checked: FOREIGN TABLE
-- not checked: EXTENSION postgres_fdw
-- not checked: CREATE VIEW public.far_names
-- warning: CREATE EXTENSION IF NOT EXISTS postgres_fdw
-- warning: COMMENT ON EXTENSION postgres_fdw
-- warning: CREATE SERVER far
-- warning: CREATE USER MAPPING FOR ${app} SERVER far and 1 more
-- warning: CREATE VIEW public.far_names
-- changes: far
-- changes: postgres_fdw
-- changes: id integer
-- changes: name text
-- changes: )
-- changes: password
-- changes: user '
-- changes: host '
-- changes: SELECT far_customers.name
-- check: SELECT count(*) = 1 FROM near
-- @superuser
CREATE EXTENSION postgres_fdw;
GRANT USAGE ON FOREIGN DATA WRAPPER postgres_fdw TO ${app};
-- @application
CREATE SERVER far FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '192.0.2.1', dbname 'far');
CREATE USER MAPPING FOR ${app} SERVER far OPTIONS (user 'far', password 'secret');
CREATE FOREIGN TABLE far_customers (id int, name text) SERVER far;
CREATE VIEW far_names AS SELECT name FROM far_customers;
CREATE TABLE near (id int PRIMARY KEY);
INSERT INTO near VALUES (1);
