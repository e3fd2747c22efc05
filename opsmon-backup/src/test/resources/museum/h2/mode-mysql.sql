-- A forum written for MySQL, with names that are keywords of H2.
-- settings: MODE=MySQL;DATABASE_TO_LOWER=TRUE;NON_KEYWORDS=USER,VALUE,KEY
-- check: SELECT count(*) = 2 FROM user WHERE value IS NOT NULL
-- @application
CREATE TABLE user (id int AUTO_INCREMENT PRIMARY KEY, name varchar(50) NOT NULL, value tinyint(1) DEFAULT 0, born year, changed timestamp DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP, KEY by_name (name)) COMMENT 'who writes';
CREATE TABLE post (id int unsigned AUTO_INCREMENT PRIMARY KEY, user int NOT NULL, body mediumtext, kind enum('text', 'link') DEFAULT 'text', picture longblob, FOREIGN KEY (user) REFERENCES user (id) ON DELETE CASCADE);
INSERT INTO user (name, value, born) VALUES ('ada', 1, 1815), ('bob', 0, NULL);
INSERT INTO post (user, body, picture) VALUES (1, 'hello', X'00ff'), (2, NULL, NULL);
