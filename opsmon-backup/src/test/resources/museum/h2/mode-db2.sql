-- A ledger written for Db2, in a zone that is not the zone of the server.
-- settings: MODE=DB2;TIME ZONE=Asia/Tokyo
-- elsewhere: MODE=DB2;TIME ZONE=America/New_York
-- check: SELECT count(*) = 1 FROM entries WHERE booked_on = DATE '2026-01-02'
-- @application
CREATE TABLE entries (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, booked timestamp with time zone NOT NULL, local timestamp DEFAULT CURRENT TIMESTAMP, booked_on date GENERATED ALWAYS AS (CAST(booked AS date)));
INSERT INTO entries (booked) VALUES (TIMESTAMP WITH TIME ZONE '2026-01-01 20:00:00+00:00'), (TIMESTAMP WITH TIME ZONE '2026-07-01 20:00:00-07:00');
