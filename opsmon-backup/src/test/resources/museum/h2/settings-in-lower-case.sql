-- A dictionary with names in lower case, an order of texts and limits, which H2 writes in lower case, too.
-- settings: DATABASE_TO_LOWER=TRUE;CASE_INSENSITIVE_IDENTIFIERS=TRUE
-- elsewhere: DATABASE_TO_LOWER=TRUE;CASE_INSENSITIVE_IDENTIFIERS=TRUE;INIT=SET COLLATION GERMAN STRENGTH PRIMARY
-- check: SELECT count(*) = 1 FROM "Words" WHERE word = 'ÄPFEL'
-- @application
SET COLLATION GERMAN STRENGTH PRIMARY;
SET DEFAULT_LOCK_TIMEOUT 1234;
CREATE TABLE "Words" (word varchar(20) PRIMARY KEY);
INSERT INTO "Words" VALUES ('äpfel'), ('Birne');
