CREATE TABLE staff (
    username VARCHAR(50) NOT NULL PRIMARY KEY,
    full_name VARCHAR(100) NOT NULL,
    role VARCHAR(20) NOT NULL,
    password_hash VARCHAR(100) NOT NULL
);

CREATE TABLE product (
    sku VARCHAR(20) NOT NULL PRIMARY KEY,
    name VARCHAR(100) NOT NULL,
    price NUMERIC(10, 2) NOT NULL,
    stock INTEGER NOT NULL
);

CREATE TABLE customer (
    number VARCHAR(20) NOT NULL PRIMARY KEY,
    name VARCHAR(100) NOT NULL,
    email VARCHAR(200) NOT NULL,
    city VARCHAR(100) NOT NULL
);

CREATE TABLE customer_order (
    number VARCHAR(20) NOT NULL PRIMARY KEY,
    customer_number VARCHAR(20) NOT NULL REFERENCES customer (number),
    status VARCHAR(20) NOT NULL,
    placed_at TIMESTAMP NOT NULL
);

CREATE TABLE order_line (
    order_number VARCHAR(20) NOT NULL REFERENCES customer_order (number),
    sku VARCHAR(20) NOT NULL REFERENCES product (sku),
    quantity INTEGER NOT NULL,
    price NUMERIC(10, 2) NOT NULL,
    PRIMARY KEY (order_number, sku)
);

CREATE TABLE number_range (
    name VARCHAR(20) NOT NULL PRIMARY KEY,
    last_number INTEGER NOT NULL
);

INSERT INTO number_range (name, last_number) VALUES ('customer', 1000), ('order', 5000);

INSERT INTO product (sku, name, price, stock) VALUES
    ('TEA-ASSAM', 'Assam, loose leaf, 250 g', 8.90, 140),
    ('TEA-SENCHA', 'Sencha, first flush, 100 g', 12.50, 60),
    ('TEA-OOLONG', 'Milk oolong, 100 g', 14.20, 35),
    ('COF-YIRGA', 'Yirgacheffe, whole bean, 500 g', 15.80, 80),
    ('COF-HUILA', 'Huila, whole bean, 1 kg', 24.00, 45),
    ('KET-GOOSE', 'Gooseneck kettle, 1 l', 69.00, 12),
    ('CUP-SET', 'Cups, set of four', 38.00, 22),
    ('FIL-PAPER', 'Paper filters, 100 pieces', 5.40, 400);
