-- Generated, invisible and updated columns, and defaults that are computed.
-- check: SELECT count(*) = 2 FROM products WHERE gross > net AND internal = 'secret'
-- @application
CREATE TABLE products (id int PRIMARY KEY, net numeric(9, 2), gross numeric(11, 3) GENERATED ALWAYS AS (net * 1.19), internal varchar(9) INVISIBLE DEFAULT 'x', token uuid DEFAULT random_uuid() NOT NULL, changed timestamp DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP, label varchar(40) GENERATED ALWAYS AS (upper(internal) || id));
CREATE INDEX by_gross ON products (gross DESC);
INSERT INTO products (id, net, internal) VALUES (1, 10, 'secret'), (2, 0.5, 'secret');
CREATE TABLE empty ();
INSERT INTO empty DEFAULT VALUES;
INSERT INTO empty DEFAULT VALUES;
