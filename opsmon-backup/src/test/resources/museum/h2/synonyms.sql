-- Old names of tables, which SCRIPT omits, and a view that uses them.
-- check: SELECT count(*) = 2 FROM clients
-- check: SELECT count(*) = 2 FROM clients_of_today
-- @application
CREATE SCHEMA crm;
CREATE TABLE crm.customers (id int PRIMARY KEY, name varchar(20));
INSERT INTO crm.customers VALUES (1, 'a'), (2, 'b');
CREATE SYNONYM clients FOR crm.customers;
CREATE SYNONYM crm."Old ""Clients""" FOR crm.customers;
CREATE VIEW clients_of_today AS SELECT id FROM clients;
CREATE SYNONYM todays_clients FOR clients_of_today;
