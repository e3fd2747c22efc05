CREATE TABLE host_by_flyway (id INT PRIMARY KEY);
