-- Domains with defaults that need objects SCRIPT creates later, domains of domains, constants.
-- check: SELECT count(*) = 3 FROM accounts
-- @application
CREATE CONSTANT fee VALUE 7;
CREATE SEQUENCE keys START WITH 1000;
CREATE DOMAIN account_key AS bigint DEFAULT NEXT VALUE FOR keys CONSTRAINT positive_key CHECK (VALUE > 0);
CREATE DOMAIN email AS varchar(80) CHECK (VALUE LIKE '%@%') CHECK (length(VALUE) > 3);
CREATE DOMAIN work_email AS email DEFAULT 'a@b.c';
CREATE TABLE accounts (id account_key PRIMARY KEY, mail work_email, cost int DEFAULT fee CHECK (cost >= fee));
CREATE TABLE later (id int PRIMARY KEY, mails varchar(80) ARRAY);
INSERT INTO accounts (mail) VALUES (DEFAULT), ('x@y.z'), (NULL);
INSERT INTO later VALUES (1, ARRAY['a@b.c', NULL]);
