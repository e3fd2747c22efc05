-- Routines and triggers remember the charset of the database at their creation, which was changed since.
-- changes: ALTER DATABASE
-- changes: CHARACTER SET
-- @superuser
ALTER DATABASE ${database} CHARACTER SET latin1 COLLATE latin1_german1_ci;
GRANT ALL ON ${database}.* TO ${app}@localhost;
-- @application
CREATE TABLE person (id int PRIMARY KEY, name varchar(20) CHARACTER SET utf8mb4);
INSERT INTO person VALUES (1, 'Jürgen');
CREATE FUNCTION initial(name varchar(20)) RETURNS varchar(1) DETERMINISTIC RETURN LEFT(name, 1);
CREATE TRIGGER capital BEFORE INSERT ON person FOR EACH ROW SET NEW.name = UPPER(NEW.name);
ALTER DATABASE CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
