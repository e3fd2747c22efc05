-- Statistics in a materialized view, which H2 2.4 can create and cannot read back.
-- finding: MATERIALIZED_VIEW
-- refused: materialized view "PUBLIC"."SALES_OF_MONTHS"
-- refused: DROP MATERIALIZED VIEW
-- @application
CREATE TABLE sales (id int PRIMARY KEY, sale_month int, amount numeric(9, 2));
INSERT INTO sales VALUES (1, 1, 10), (2, 2, 5);
CREATE MATERIALIZED VIEW sales_of_months AS SELECT sale_month, sum(amount) AS amount FROM sales GROUP BY sale_month;
CREATE VIEW best_month AS SELECT max(amount) AS amount FROM sales_of_months;
