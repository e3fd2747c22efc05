package io.opsmon.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.backup.BackupDatabase;
import io.opsmon.backup.DumpMethod;
import io.opsmon.backup.internal.postgres.PostgresRunner;
import java.util.Arrays;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Measures the inspection of a database before a backup: 500 tables with keys, foreign keys, checks, indexes and
 * comments, and views and functions beside them. The median of the rounds counts; the first inspection is printed, too.
 */
final class InspectionCost {

    private static final int TABLES = 500;
    private static final int ROUNDS = 15;

    private InspectionCost() {}

    public static void main(String[] arguments) throws Exception {
        try (Postgres postgres = new Postgres();
                HikariDataSource pool = postgres.pool()) {
            fill(new JdbcTemplate(pool));
            BackupDatabase database = new BackupDatabase("main", pool, postgres.url(), null, null);
            for (DumpMethod method : DumpMethod.values()) {
                PostgresRunner runner = new PostgresRunner(method, null, 1);
                double[] millis = new double[ROUNDS];
                int findings = 0;
                for (int i = 0; i < ROUNDS; i++) {
                    long start = System.nanoTime();
                    findings = runner.inspect(database).size();
                    millis[i] = (System.nanoTime() - start) / 1e6;
                }
                double first = millis[0];
                Arrays.sort(millis);
                System.out.printf(
                        "inspection of %d tables (%s): first %.0f ms, median %.0f ms, highest %.0f ms, %d findings%n",
                        TABLES, method, first, millis[ROUNDS / 2], millis[ROUNDS - 1], findings);
            }
        }
    }

    private static void fill(JdbcTemplate jdbc) {
        for (int i = 0; i < TABLES; i++) {
            jdbc.execute("CREATE TABLE item_" + i + " (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
                    + " code varchar(40) NOT NULL UNIQUE, name text NOT NULL, price numeric(12, 2) CHECK (price >= 0),"
                    + " made_at timestamptz NOT NULL DEFAULT now(), notes jsonb,"
                    + (i == 0 ? "" : " parent_id bigint REFERENCES item_" + (i - 1) + ",")
                    + " is_open boolean NOT NULL DEFAULT true)");
            jdbc.execute("CREATE INDEX ON item_" + i + " (made_at) WHERE is_open");
            jdbc.execute("COMMENT ON TABLE item_" + i + " IS 'Items of kind " + i + "'");
            jdbc.execute("INSERT INTO item_" + i + " (code, name, price) VALUES ('a', 'first', 1.50)");
            if (i % 10 == 0) {
                jdbc.execute("CREATE VIEW open_item_" + i + " AS SELECT id, code FROM item_" + i + " WHERE is_open");
                jdbc.execute("CREATE FUNCTION price_of_" + i + "(text) RETURNS numeric LANGUAGE sql STABLE AS"
                        + " 'SELECT price FROM item_" + i + " WHERE code = $1'");
            }
        }
    }
}
