-- Partitions of each kind, and a period of the application without overlaps.
-- check: SELECT COUNT(*) = 3 FROM measured
-- @application
CREATE TABLE measured (at date NOT NULL, value int) PARTITION BY RANGE COLUMNS (at) (PARTITION p2025 VALUES LESS THAN ('2026-01-01'), PARTITION rest VALUES LESS THAN (MAXVALUE));
CREATE TABLE listed (id int, kind int) PARTITION BY LIST (kind) SUBPARTITION BY HASH (id) SUBPARTITIONS 2 (PARTITION a VALUES IN (1, 2), PARTITION b VALUES IN (3, NULL));
CREATE TABLE hashed (id int PRIMARY KEY) PARTITION BY KEY () PARTITIONS 3;
CREATE TABLE stay (room int, arrival date, departure date, PERIOD FOR booked (arrival, departure), UNIQUE (room, booked WITHOUT OVERLAPS));
INSERT INTO measured VALUES ('2025-05-05', 1), ('2026-01-01', 2), ('9999-12-31', 3);
INSERT INTO listed VALUES (1, 1), (2, NULL);
INSERT INTO hashed VALUES (1), (2), (3);
INSERT INTO stay VALUES (1, '2026-01-01', '2026-01-05'), (1, '2026-01-05', '2026-01-07');
