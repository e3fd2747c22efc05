package io.opsmon.backup.random;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.backup.BackupDatabase;
import io.opsmon.backup.BackupRunner;
import io.opsmon.backup.BackupRunner.DumpReport;
import io.opsmon.backup.BackupRunner.Scratch;
import io.opsmon.backup.RestoreScope;
import io.opsmon.backup.TableProgress;
import io.opsmon.backup.internal.engine.Differences;
import io.opsmon.backup.random.RandomSchema.Dialect;
import io.opsmon.testsupport.TestDatabases;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Dumps, verifies and restores random databases. {@code -Dopsmon.test.random-schemas=500} makes more of them, and
 * {@code -Dopsmon.test.random-seed=17} begins with another seed. The name of a test is its seed.
 */
abstract class RandomSchemaContract {

    abstract HikariDataSource empty();

    abstract Dialect dialect();

    /** The ways to dump; a seed selects one. */
    abstract List<BackupRunner> runners();

    static LongStream seeds() {
        long first = Long.getLong("opsmon.test.random-seed", 1);
        return LongStream.range(first, first + Long.getLong("opsmon.test.random-schemas", 3));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void restoresARandomDatabase(long seed) throws Exception {
        RandomSchema schema = new RandomSchema(seed, dialect());
        BackupRunner runner = runners().get((int) (seed % runners().size()));
        HikariDataSource pool = empty();
        try {
            JdbcTemplate jdbc = new JdbcTemplate(pool);
            for (String statement : schema.statements()) {
                jdbc.execute(statement);
            }
            restores(seed, schema, runner, pool, jdbc);
        } finally {
            close(pool);
        }
    }

    private void restores(long seed, RandomSchema schema, BackupRunner runner, HikariDataSource pool, JdbcTemplate jdbc)
            throws Exception {
        ByteArrayOutputStream dump = new ByteArrayOutputStream();
        DumpReport report = runner.dump(database(pool), dump, TableProgress.NONE);
        try (Scratch scratch = runner.scratch(database(pool), "opsmon_scratch_random" + seed)) {
            assertThat(scratch.restore(new ByteArrayInputStream(dump.toByteArray())))
                    .as("seed %d: objects left out of %s", seed, schema.statements())
                    .isEmpty();
            assertThat(Differences.between(report.tables(), scratch.contents(TableProgress.NONE)))
                    .as("seed %d: verification of %s", seed, schema.statements())
                    .isEmpty();
        }
        HikariDataSource fresh = empty();
        try {
            assertThat(runner.restore(
                                    database(fresh),
                                    new ByteArrayInputStream(dump.toByteArray()),
                                    RestoreScope.INTO_EMPTY)
                            .warnings())
                    .as("seed %d: warnings of %s", seed, schema.statements())
                    .isEmpty();
            assertThat(runner.contents(database(fresh), TableProgress.NONE))
                    .as("seed %d: restore of %s", seed, schema.statements())
                    .isEqualTo(report.tables());
            for (String view : schema.views()) {
                String count = "SELECT count(*) FROM " + view;
                assertThat(new JdbcTemplate(fresh).queryForObject(count, Long.class))
                        .as("seed %d: %s", seed, view)
                        .isEqualTo(jdbc.queryForObject(count, Long.class));
            }
        } finally {
            close(fresh);
        }
    }

    private static void close(HikariDataSource pool) {
        if (pool.getJdbcUrl().startsWith("jdbc:h2:")) {
            pool.close();
        } else {
            TestDatabases.drop(pool);
        }
    }

    private static BackupDatabase database(HikariDataSource pool) {
        return new BackupDatabase("main", pool, pool.getJdbcUrl(), pool.getUsername(), pool.getPassword());
    }
}
