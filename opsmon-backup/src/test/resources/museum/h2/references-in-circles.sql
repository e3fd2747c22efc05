-- Departments and employees that refer to each other across schemas, and rules for nulls.
-- check: SELECT count(*) = 2 FROM hr.employees
-- @application
CREATE SCHEMA hr;
CREATE SCHEMA org;
CREATE SEQUENCE org.numbers;
CREATE TABLE hr.employees (id int DEFAULT NEXT VALUE FOR org.numbers PRIMARY KEY, name varchar(9), department int, boss int REFERENCES hr.employees ON DELETE SET NULL, badge int, UNIQUE NULLS NOT DISTINCT (badge));
CREATE TABLE org.departments (id int PRIMARY KEY, head int REFERENCES hr.employees ON UPDATE CASCADE, code varchar(9), UNIQUE NULLS ALL DISTINCT (code, head));
ALTER TABLE hr.employees ADD CONSTRAINT hr.works_in FOREIGN KEY (department) REFERENCES org.departments ON DELETE SET DEFAULT;
CREATE UNIQUE NULLS NOT DISTINCT INDEX hr.one_name ON hr.employees (name);
CREATE VIEW heads AS SELECT e.name, d.code FROM hr.employees e JOIN org.departments d ON d.head = e.id;
CREATE VIEW org.heads_of_heads AS SELECT * FROM heads;
CREATE TABLE counted (id int PRIMARY KEY, employees int DEFAULT (SELECT count(*) FROM hr.employees));
INSERT INTO hr.employees (name, badge) VALUES ('a', 1), ('b', NULL);
INSERT INTO org.departments VALUES (1, 1, NULL), (2, 2, 'x');
UPDATE hr.employees SET department = id, boss = 3 - id;
INSERT INTO counted (id) VALUES (1);
