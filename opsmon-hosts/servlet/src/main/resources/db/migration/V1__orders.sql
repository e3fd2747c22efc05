CREATE TABLE orders (id BIGINT PRIMARY KEY, state VARCHAR(20) NOT NULL);
INSERT INTO orders (id, state) VALUES (7, 'new');
