-- An archive of documents, some larger than a block.
-- check: SELECT sum(octet_length(scan)) = 300001 FROM documents
-- @application
CREATE TABLE documents (id int PRIMARY KEY, body clob, scan blob, raw varbinary(20000));
INSERT INTO documents VALUES (1, repeat('ü🚲', 60000), CAST(repeat('00ff', 50000) AS varbinary), X'01'), (2, 'small', X'00', CAST(repeat('ab', 9000) AS varbinary)), (3, '', X'', X''), (4, NULL, CAST(repeat('x', 100000) AS varbinary), NULL);
