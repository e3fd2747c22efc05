-- A partial index, an exclusion constraint and extended statistics that call functions with unqualified names.
-- finding: FUNCTION_NEEDS_SEARCH_PATH
-- check: SELECT count(*) = 2 FROM bookings WHERE is_open(state)
-- @application
CREATE TABLE open_states (state text PRIMARY KEY);
INSERT INTO open_states VALUES ('new'), ('paid');
CREATE FUNCTION is_open(text) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT EXISTS (SELECT FROM open_states WHERE state = $1)';
CREATE FUNCTION f_lower(text) RETURNS text IMMUTABLE LANGUAGE sql AS 'SELECT lower($1)';
CREATE FUNCTION f_twice(text) RETURNS text IMMUTABLE LANGUAGE sql AS 'SELECT f_lower($1) || f_lower($1)';
CREATE TABLE bookings (id int PRIMARY KEY, room text, state text);
INSERT INTO bookings VALUES (1, 'A', 'new'), (2, 'B', 'paid'), (3, 'A', 'cancelled');
CREATE UNIQUE INDEX one_open ON bookings (room) WHERE is_open(state);
ALTER TABLE bookings ADD CONSTRAINT no_twins EXCLUDE (f_twice(room) WITH =) WHERE (state = 'new');
CREATE STATISTICS rooms ON f_twice(room), state FROM bookings;
