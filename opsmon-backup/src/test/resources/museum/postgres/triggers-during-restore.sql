-- Triggers and rules that would change or multiply the rows of a restore.
-- check: SELECT count(*) = 1 FROM audit
-- @application
CREATE TABLE audit (id serial PRIMARY KEY, note text);
CREATE TABLE orders (id int PRIMARY KEY, parent int REFERENCES orders, at timestamptz);
CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO audit (note) VALUES (NEW.id); NEW.at := now(); RETURN NEW; END $$;
CREATE TRIGGER noting BEFORE INSERT OR UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION noted();
ALTER TABLE orders ENABLE ALWAYS TRIGGER noting;
INSERT INTO orders VALUES (1, NULL, NULL);
