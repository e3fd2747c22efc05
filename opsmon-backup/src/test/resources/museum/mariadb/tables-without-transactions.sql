-- Engines without transactions and without rows of their own.
-- finding: NOT_TRANSACTIONAL
-- check: SELECT COUNT(*) = 3 FROM all_visits
-- @application
CREATE TABLE visit_2025 (id int NOT NULL, page varchar(50), KEY (id)) ENGINE = MyISAM;
CREATE TABLE visit_2026 (id int NOT NULL, page varchar(50), KEY (id)) ENGINE = MyISAM;
CREATE TABLE all_visits (id int NOT NULL, page varchar(50), KEY (id)) ENGINE = MERGE UNION = (visit_2025, visit_2026) INSERT_METHOD = LAST;
CREATE TABLE counters (name varchar(20), value int) ENGINE = Aria;
INSERT INTO visit_2025 VALUES (1, '/'), (2, '/products');
INSERT INTO all_visits VALUES (3, '/orders');
INSERT INTO counters VALUES ('visits', 3);
