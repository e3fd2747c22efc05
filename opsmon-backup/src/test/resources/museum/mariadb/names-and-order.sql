-- Names with quotes, words of the language and other alphabets, and views that use later views.
-- check: SELECT COUNT(*) = 1 FROM a_over
-- @application
CREATE TABLE `select` (`from` int PRIMARY KEY, `a``b` int, `列` varchar(10) COMMENT 'it''s; \\', `with space` int, `%` int) COMMENT 'a; "table"';
INSERT INTO `select` VALUES (1, 2, '中', 3, 4);
CREATE TABLE `opsmon orders` (id int PRIMARY KEY, `ref` int, FOREIGN KEY (`ref`) REFERENCES `select` (`from`));
INSERT INTO `opsmon orders` VALUES (1, 1);
CREATE VIEW z_under AS SELECT `from` AS `id`, '-- Table structure for table `x`' AS `te``xt` FROM `select`;
CREATE VIEW a_over AS SELECT u.*, 1 AS `on;e` FROM z_under u;
CREATE PROCEDURE `it's` (OUT `o` text) COMMENT 'says; "it"' BEGIN
  -- Dumping data for table `opsmon_x`
  SELECT 'CREATE DEFINER=`a`@`b`' INTO `o`;
 END;
