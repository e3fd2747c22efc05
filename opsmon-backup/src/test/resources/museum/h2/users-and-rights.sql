-- Users, roles in roles, and rights on tables and schemas.
-- check: SELECT count(*) = 2 FROM INFORMATION_SCHEMA.USERS WHERE IS_ADMIN
-- @application
CREATE SCHEMA private;
CREATE TABLE private.notes (id int PRIMARY KEY, text varchar(20));
CREATE TABLE shared (id int PRIMARY KEY);
CREATE USER clerk PASSWORD 'secret';
CREATE USER "Ops ""1""" PASSWORD 'secret' ADMIN;
CREATE ROLE "READER of all";
CREATE ROLE editor;
GRANT SELECT ON private.notes TO "READER of all";
GRANT SELECT, INSERT, UPDATE, DELETE ON shared TO editor;
GRANT "READER of all" TO editor;
GRANT editor TO clerk;
GRANT ALL ON SCHEMA private TO clerk;
GRANT ALTER ANY SCHEMA TO clerk;
GRANT SELECT ON shared TO PUBLIC;
INSERT INTO private.notes VALUES (1, 'x');
