-- A database that an administrator prepared: its view, routines, trigger and event run with the administrator's rights.
-- The application's user has all rights on its database, but must not create objects for other users.
-- finding: DEFINER_REPLACED
-- finding: NOT_VERIFIED
-- warning: definer ${admin}@localhost of 5 objects: replaced with the restoring user
-- not checked: EVENT cleanup
-- changes: DEFINER=
-- check: SELECT total(1) = 20
-- check: SELECT COUNT(*) = 1 FROM open_orders
-- @superuser
GRANT SELECT ON mysql.proc TO ${app}@localhost;
-- @administrator
CREATE TABLE orders (id bigint PRIMARY KEY, amount int NOT NULL, paid boolean NOT NULL DEFAULT false, note varchar(100));
CREATE VIEW open_orders AS SELECT id, amount FROM orders WHERE NOT paid;
CREATE FUNCTION total(factor int) RETURNS int READS SQL DATA RETURN (SELECT SUM(amount) * factor FROM orders);
CREATE PROCEDURE pay(IN which bigint) BEGIN
  UPDATE orders SET paid = true WHERE id = which;
  SELECT 'paid;' AS result;
 END;
CREATE TRIGGER orders_note BEFORE INSERT ON orders FOR EACH ROW SET NEW.note = CONCAT('by ', CURRENT_USER());
CREATE EVENT cleanup ON SCHEDULE EVERY 1 DAY DISABLE DO DELETE FROM orders WHERE paid;
-- @application
INSERT INTO orders (id, amount) VALUES (1, 20);
-- @later
DROP VIEW open_orders;
CREATE TABLE later (id int);
