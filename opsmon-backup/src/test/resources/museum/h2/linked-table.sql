-- A table of another database.
-- finding: NOT_VERIFIED
-- not checked: linked table "PUBLIC"."RATES"
-- not checked: view "PUBLIC"."HIGH_RATES", which uses "PUBLIC"."RATES"
-- check: SELECT count(*) = 1 FROM own
-- @application
CREATE TABLE own (id int PRIMARY KEY);
INSERT INTO own VALUES (1);
CREATE LINKED TABLE rates ('org.h2.Driver', 'jdbc:h2:mem:museum_rates;DB_CLOSE_DELAY=-1;INIT=CREATE TABLE IF NOT EXISTS RATES(ID INT PRIMARY KEY, RATE INT)', 'sa', '', 'RATES');
CREATE VIEW high_rates AS SELECT id FROM rates WHERE rate > 3;
