-- Tables that refer to each other and to themselves, and triggers that write other tables.
-- check: SELECT COUNT(*) = 2 FROM audit
-- @application
CREATE TABLE department (id int PRIMARY KEY, head int, KEY (head));
CREATE TABLE employee (id int PRIMARY KEY, department int NOT NULL, boss int, CONSTRAINT dep FOREIGN KEY (department) REFERENCES department (id) ON DELETE CASCADE, FOREIGN KEY (boss) REFERENCES employee (id));
CREATE TABLE audit (id int AUTO_INCREMENT PRIMARY KEY, what varchar(50));
CREATE TRIGGER hired AFTER INSERT ON employee FOR EACH ROW INSERT INTO audit (what) VALUES (CONCAT('hired ', NEW.id));
CREATE TRIGGER hired_again AFTER INSERT ON employee FOR EACH ROW FOLLOWS hired SET @hired = NEW.id;
INSERT INTO department VALUES (1, NULL);
INSERT INTO employee VALUES (1, 1, NULL), (2, 1, 1);
UPDATE department SET head = 2;
ALTER TABLE department ADD FOREIGN KEY (head) REFERENCES employee (id);
