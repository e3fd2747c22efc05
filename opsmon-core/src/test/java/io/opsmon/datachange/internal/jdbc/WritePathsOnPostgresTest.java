package io.opsmon.datachange.internal.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.testsupport.TestDatabases;
import java.util.List;

class WritePathsOnPostgresTest extends WritePathsContract {

    @Override
    HikariDataSource database() {
        return TestDatabases.postgres();
    }

    @Override
    List<String> ways() {
        return List.of(
                "CREATE VIEW tea AS SELECT id, name FROM item",
                "CREATE VIEW green_tea AS SELECT id, name FROM tea",
                "CREATE TABLE wishes (id BIGINT PRIMARY KEY)",
                "CREATE RULE wish AS ON INSERT TO wishes DO ALSO UPDATE item SET name = name || '*' WHERE id = new.id",
                "CREATE TABLE orders (id BIGINT PRIMARY KEY)",
                "CREATE FUNCTION sold() RETURNS trigger LANGUAGE plpgsql AS"
                        + " $$ BEGIN UPDATE item SET name = name || '!' WHERE id = new.id; RETURN new; END $$",
                "CREATE TRIGGER sold AFTER INSERT ON orders FOR EACH ROW EXECUTE FUNCTION sold()",
                "CREATE FUNCTION raise(which BIGINT) RETURNS void LANGUAGE sql AS"
                        + " $$ UPDATE item SET name = name || '+' WHERE id = which $$",
                "CREATE FUNCTION raise_all() RETURNS void LANGUAGE sql AS $$ SELECT raise(1) $$",
                "CREATE FUNCTION built(what TEXT) RETURNS void LANGUAGE plpgsql AS"
                        + " $$ BEGIN EXECUTE 'UPDATE it' || what || ' SET name = name || ''#'''; END $$",
                "CREATE FUNCTION harmless(which BIGINT) RETURNS BIGINT LANGUAGE sql AS $$ SELECT which + 1 $$");
    }

    @Override
    List<String> reaching() {
        return List.of(
                "UPDATE tea SET name = 'green' WHERE id = 1",
                "UPDATE green_tea SET name = 'sencha' WHERE id = 1",
                "INSERT INTO wishes VALUES (1)",
                "INSERT INTO orders VALUES (1)",
                "SELECT raise(1)",
                "SELECT raise_all()",
                "SELECT built('em')",
                "DELETE FROM shelf WHERE id = 1");
    }
}
