package io.opsmon.datachange.internal.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlUseTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELECT * FROM item | READ",
                "select count(*), coalesce(max(price), 0) from item where id in (1, 2) and exists (select 1 from x) | READ",
                "SELECT nextval('item_seq') | READ",
                "(SELECT 1) UNION (SELECT 2) | READ",
                "SELECT id FROM item FOR UPDATE | READ",
                "SELECT id FROM item FOR UPDATE SKIP LOCKED | READ",
                "SELECT raise_prices(1) | CHANGE",
                "SELECT * FROM shop.raise_prices(1) | CHANGE",
                "WITH moved AS (DELETE FROM item RETURNING *) SELECT * FROM moved | CHANGE",
                "WITH x AS (SELECT 1) UPDATE item SET name = 'a' | CHANGE",
                "WITH x AS (SELECT 1) SELECT * FROM x | READ",
                "insert into item values (1) | CHANGE",
                "  -- a comment | READ",
                "/* a hint */ UPDATE item SET name = 'a' | CHANGE",
                "MERGE INTO item USING x ON true WHEN MATCHED THEN DELETE | CHANGE",
                "REPLACE INTO item VALUES (1) | CHANGE",
                "TRUNCATE item | CHANGE",
                "{call raise_prices(?)} | PROGRAM",
                "{? = call raise_prices(?)} | PROGRAM",
                "CALL raise_prices(1) | PROGRAM",
                "DO $$ BEGIN END $$ | PROGRAM",
                "UPDATE item SET name = 'a'; DELETE FROM item | PROGRAM",
                "UPDATE item SET name = 'a'; | CHANGE",
                "COMMIT | CONTROL",
                "rollback to savepoint s | CONTROL",
                "INSERT INTO opsmon_operation_log (id) VALUES (?) | READ",
                "DELETE FROM \"opsmon_lock\" WHERE name = ? | READ",
                "INSERT INTO `opsmon_shop`.`item` VALUES (1) | CHANGE",
                "UPDATE opsmon_shop . item SET name = 'a' | CHANGE",
                "CREATE INDEX CONCURRENTLY i ON item (name) | READ",
                "VACUUM item | READ",
            })
    void decidesByTheText(String sql, SqlUse use) {
        assertThat(SqlUse.of(sql)).isEqualTo(use);
    }

    /** The pattern of the beginning must not backtrack. */
    @ParameterizedTest
    @CsvSource({"/*,READ", "-- x,READ"})
    void readsALongBeginningInLinearTime(String part, SqlUse use) {
        assertThat(SqlUse.of(part.repeat(5_000) + "\n")).isEqualTo(use);
        assertThat(SqlUse.of(" (".repeat(10_000))).isEqualTo(use);
    }
}
