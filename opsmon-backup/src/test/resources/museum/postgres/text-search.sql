-- A text search configuration over unaccent, a generated tsvector and an index over it.
-- check: SELECT count(*) = 1 FROM posts WHERE words @@ to_tsquery('plain', 'cafe')
-- @application
CREATE EXTENSION unaccent;
CREATE TEXT SEARCH DICTIONARY short (TEMPLATE = simple, STOPWORDS = english);
CREATE TEXT SEARCH CONFIGURATION plain (COPY = simple);
ALTER TEXT SEARCH CONFIGURATION plain ALTER MAPPING FOR hword, hword_part, word WITH unaccent, short;
CREATE TABLE posts (id int PRIMARY KEY, body text, words tsvector GENERATED ALWAYS AS (to_tsvector('plain', body)) STORED);
INSERT INTO posts VALUES (1, 'Ein Café'), (2, 'Ein Haus');
CREATE INDEX posts_words ON posts USING gin (words);
