-- Settings that belong to the database: order and case of texts, and limits.
-- elsewhere: INIT=SET COLLATION GERMAN STRENGTH SECONDARY
-- check: SELECT count(*) = 1 FROM words WHERE word = 'ÄPFEL'
-- @application
SET COLLATION GERMAN STRENGTH SECONDARY;
SET IGNORECASE TRUE;
SET DEFAULT_LOCK_TIMEOUT 1234;
SET MAX_LENGTH_INPLACE_LOB 300;
CREATE TABLE words (word varchar(20) PRIMARY KEY, note clob);
INSERT INTO words VALUES ('äpfel', 'fruit'), ('Birne', repeat('x', 400));
