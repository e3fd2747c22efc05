-- A package of Oracle's mode, which only the programs of the server can dump.
-- finding by the driver: ONLY_BY_PROGRAM
-- refused by the driver: the package billing: only the programs of the server support the object
-- @application
CREATE TABLE bill (id int PRIMARY KEY);
INSERT INTO bill VALUES (1);
SET sql_mode = ORACLE;
CREATE PACKAGE billing AS
  PROCEDURE send;
 END;
