-- Values at the edge of their types, written without strict mode and read by a strict pool.
-- session: sql_mode='TRADITIONAL'
-- @application
SET sql_mode = '';
CREATE TABLE odd (id int PRIMARY KEY, d date, dt datetime(6), t time(6), ts timestamp NULL, y year, e enum('', 'a', 'ü'), s set('x', 'y'), f double, n decimal(65, 30), u bigint unsigned, b bit(64), c char(5), bi binary(3), j json, i6 inet6, id16 uuid, g geometry, txt text, tiny tinyint(1));
INSERT INTO odd VALUES (1, '0000-00-00', '0000-00-00 00:00:00', '-838:59:59.999999', '1970-01-01 12:00:01', 0, 'none', '', -1.7976931348623157e308, -0.000000000000000000000000000001, 18446744073709551615, b'1111111111111111111111111111111111111111111111111111111111111111', 'a ', x'00', '{"a": [1, null]}', '::', '00000000-0000-0000-0000-000000000000', ST_GeomFromText('GEOMETRYCOLLECTION(POINT(1 2))'), CONCAT('\\N', CHAR(0), CHAR(26), '\r\n\t', 'NULL', '😀'), 127);
INSERT INTO odd VALUES (2, '2026-02-30', '9999-12-31 23:59:59.999999', '838:59:59', '2038-01-19 03:14:07', 2155, 'ü', 'x', 4.9e-324, 99999999999999999999999999999999999, 0, b'0', '', x'', NULL, 'ffff::', NULL, NULL, '', -128);
INSERT INTO odd (id) VALUES (3);
