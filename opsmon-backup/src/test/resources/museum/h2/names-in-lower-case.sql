-- A shop that is tested on H2 and runs on PostgreSQL: names in lower case, keywords of PostgreSQL, defaults and nulls.
-- settings: MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH
-- check: SELECT count(*) = 2 FROM open_orders
-- check: SELECT next_number.n = 103 FROM (SELECT nextval('order_numbers') AS n) next_number
-- @application
CREATE SEQUENCE order_numbers START WITH 100;
CREATE SCHEMA stock;
CREATE TABLE customers (id bigserial PRIMARY KEY, name text NOT NULL, born date, "Nick Name" varchar(40) UNIQUE);
CREATE TABLE orders (number bigint DEFAULT nextval('order_numbers') PRIMARY KEY, customer bigint NOT NULL REFERENCES customers, at timestamp with time zone, total numeric(12, 2) CHECK (total >= 0), notes jsonb);
CREATE TABLE stock.items (id uuid DEFAULT gen_random_uuid() PRIMARY KEY, code char(8), amount smallint, price money);
CREATE INDEX orders_of_customers ON orders (customer, at DESC NULLS LAST);
CREATE VIEW open_orders AS SELECT number, name FROM orders JOIN customers ON customers.id = orders.customer WHERE total > 0;
CREATE TABLE opsmon_history (id bigint PRIMARY KEY, said varchar(20));
INSERT INTO customers (name, born, "Nick Name") VALUES ('Ada', DATE '1815-12-10', 'Countess'), ('Béla', NULL, NULL);
INSERT INTO orders (customer, at, total, notes) VALUES (1, TIMESTAMP WITH TIME ZONE '2026-01-01 10:00:00+09:00', 5, JSON '{"gift": true}'), (2, NULL, 7.5, NULL), (2, NULL, 0, NULL);
INSERT INTO stock.items (code, amount, price) VALUES ('ab', 3, 1.20);
INSERT INTO opsmon_history VALUES (1, 'kept');
