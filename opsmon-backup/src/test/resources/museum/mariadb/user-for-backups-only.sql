-- The user may only read. Triggers and events are invisible to it, and so are the bodies of routines.
-- finding: TRIGGERS_NOT_VISIBLE
-- finding: EVENTS_NOT_VISIBLE
-- finding: ROUTINE_NOT_READABLE
-- finding: DEFINER_REPLACED
-- refused: procedure audit: the user ${app}@localhost may not read the definition
-- refused: SELECT on mysql.proc
-- @administrator
CREATE TABLE sale (id int PRIMARY KEY);
CREATE TRIGGER audited AFTER INSERT ON sale FOR EACH ROW CALL audit();
CREATE PROCEDURE audit() SELECT 1 INTO @audited;
-- @superuser
REVOKE ALL ON ${database}.* FROM ${app}@localhost;
GRANT SELECT, SHOW VIEW, LOCK TABLES, EXECUTE ON ${database}.* TO ${app}@localhost;
