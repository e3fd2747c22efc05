-- A foreign server with a user mapping, a foreign table and a view over it. Nothing of it may act in scratch.
-- finding: NOT_VERIFIED
-- finding: EXTENSION_NEEDS_SUPERUSER
-- finding by the driver: ONLY_BY_PROGRAM
-- refused by the driver: foreign
-- not checked: SERVER
-- not checked: USER MAPPING
-- not checked: FOREIGN TABLE
-- not checked: EXTENSION postgres_fdw
-- not checked: CREATE VIEW public.far_names
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
-- @elsewhere
CREATE EXTENSION postgres_fdw;
GRANT USAGE ON FOREIGN DATA WRAPPER postgres_fdw TO ${app};
