-- The pool of the application sets a time zone and a mode for its sessions, and limits its queries.
-- session: time_zone='+08:00',sql_mode='PAD_CHAR_TO_FULL_LENGTH',sql_select_limit=1
-- check: SELECT (SELECT COUNT(*) FROM booking) = 3
-- @application
SET time_zone = '+08:00';
CREATE TABLE booking (id int PRIMARY KEY, at timestamp(3) NULL, code char(10), `day` date, y year, flag tinyint(1), b bit(3));
INSERT INTO booking VALUES (1, '2026-03-29 02:30:00.123', 'ab ', '2026-03-29', 2026, 5, b'101'), (2, NULL, 'x', NULL, NULL, NULL, NULL), (3, '1970-01-01 08:00:01', '', '1000-01-01', 1901, -1, b'0');
