-- A publication and an event trigger, which the application's user may not create.
-- finding: NOT_VERIFIED
-- finding by the driver: ONLY_BY_PROGRAM
-- refused by the driver: event trigger
-- warning: CREATE EVENT TRIGGER audit
-- not checked: EVENT TRIGGER
-- not checked: PUBLICATION
-- changes: EVENT TRIGGER
-- changes: audit
-- changes: ddl_
-- changes: EXECUTE FUNCTION
-- check: SELECT count(*) = 2 FROM orders
-- @application
CREATE TABLE orders (id int PRIMARY KEY);
INSERT INTO orders VALUES (1), (2);
CREATE FUNCTION note() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE PUBLICATION orders_out FOR TABLE orders;
-- @superuser
CREATE EVENT TRIGGER audit ON ddl_command_end EXECUTE FUNCTION note();
