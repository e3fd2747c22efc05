package io.opsmon.backup.internal.h2;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.backup.RestoreScope;
import io.opsmon.testsupport.TestDatabases;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** H2 in this process. */
class H2RunnerTest extends H2RunnerContract {

    @TempDir
    private static Path directory;

    /** In a file, which an interrupt could close. */
    @Override
    protected HikariDataSource empty() {
        return TestDatabases.pool("jdbc:h2:" + directory.resolve("db " + UUID.randomUUID())
                + ";DATABASE_TO_UPPER=FALSE;CASE_INSENSITIVE_IDENTIFIERS=TRUE");
    }

    @Test
    void tellsWhatFailedWithoutTheDataInIt() {
        try (HikariDataSource fresh = empty()) {
            byte[] script = """
                    CREATE TABLE t (a int);
                    INSERT INTO t VALUES ('the salary of Ms Li');
                    -- opsmon: end of the script
                    """.getBytes(StandardCharsets.UTF_8);
            assertThatThrownBy(() ->
                            runner.restore(database(fresh), new ByteArrayInputStream(script), RestoreScope.INTO_EMPTY))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("conversion")
                    .hasNoCause();
        }
    }
}
