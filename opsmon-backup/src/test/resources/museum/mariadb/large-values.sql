-- Documents as large as the packet of the server allows. In a script, a byte takes two digits.
-- check: SELECT @@max_allowed_packet = 4194304
-- check: SELECT LENGTH(content) = 2500000 FROM document WHERE id = 1
-- check: SELECT LENGTH(content) + LENGTH(preview) = 6300000 FROM document WHERE id = 2
-- check: SELECT CHAR_LENGTH(body) = 1200000 FROM document WHERE id = 3
-- check: SELECT content IS NULL AND preview = '' FROM document WHERE id = 3
-- @superuser
SET GLOBAL max_allowed_packet = 4194304;
-- @application
CREATE TABLE document (id int PRIMARY KEY, content longblob, `pre``view` mediumblob AS (NULL) VIRTUAL, preview mediumblob, body longtext CHARACTER SET utf8mb4, title varchar(50));
INSERT INTO document (id, content, title) VALUES (1, REPEAT(x'00ff27225c0a1a0d41a0', 250000), 'it''s; one');
INSERT INTO document (id, content, title) VALUES (2, REPEAT('long', 900000), 'two');
UPDATE document SET preview = REPEAT(x'89504e470d0a1a0a00', 300000) WHERE id = 2;
INSERT INTO document (id, preview, body, title) VALUES (3, '', REPEAT('ü\'\\😀\n"', 200000), 'three');
INSERT INTO document (id, title) SELECT seq, CONCAT('0x', seq) FROM seq_4_to_100;
