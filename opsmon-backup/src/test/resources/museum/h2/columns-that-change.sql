-- Generated columns that are computed again with another value: the time and a random number.
-- finding: CHANGING_COLUMN
-- check: SELECT count(*) = 2 FROM visits WHERE page = 'home'
-- @application
CREATE TABLE visits (id int PRIMARY KEY, page varchar(20), seen timestamp GENERATED ALWAYS AS (CURRENT_TIMESTAMP), lot uuid GENERATED ALWAYS AS (random_uuid()), "CURRENT_DATE" int GENERATED ALWAYS AS (id + 1));
INSERT INTO visits (id, page) VALUES (1, 'home'), (2, 'home');
CREATE TABLE clock (now timestamp GENERATED ALWAYS AS (LOCALTIMESTAMP));
INSERT INTO clock DEFAULT VALUES;
