-- A materialized view that can no longer be refreshed, and a view over it.
-- warning: and 1 more: division by zero
-- not checked: and 1 more: division by zero
-- changes: shares
-- changes: sums
-- check: SELECT count(*) = 1 FROM votes
-- @application
CREATE TABLE votes (id int PRIMARY KEY, weight int);
INSERT INTO votes VALUES (1, 5);
CREATE MATERIALIZED VIEW shares AS SELECT id, 100 / weight AS share FROM votes;
CREATE MATERIALIZED VIEW sums AS SELECT 100 / weight AS sum FROM votes;
CREATE INDEX ON shares (share);
UPDATE votes SET weight = 0;
