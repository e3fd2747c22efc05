-- Rows that were stored before the rules, and rules about the time of the check.
-- check: SELECT count(*) = 2 FROM tickets
-- @application
CREATE TABLE seats (id int PRIMARY KEY);
CREATE TABLE tickets (id int PRIMARY KEY, seat int, until date, CONSTRAINT not_expired CHECK (until > CURRENT_DATE) NOCHECK);
ALTER TABLE tickets DROP CONSTRAINT not_expired;
INSERT INTO tickets VALUES (1, 9, DATE '2001-01-01'), (2, NULL, NULL);
ALTER TABLE tickets ADD CONSTRAINT not_expired CHECK (until > CURRENT_DATE) NOCHECK;
ALTER TABLE tickets ADD CONSTRAINT has_seat FOREIGN KEY (seat) REFERENCES seats NOCHECK;
CREATE TABLE limits (id int PRIMARY KEY, most int);
INSERT INTO limits VALUES (1, 2);
ALTER TABLE tickets ADD CONSTRAINT few CHECK ((SELECT max(most) FROM limits) >= 2);
