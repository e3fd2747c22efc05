package io.opsmon.internal.schema;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.testsupport.TestDatabases;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.core.JdbcTemplate;

/** Settings of H2 that change names, types and empty texts. */
class H2ModesTest {

    private static final List<String> ALL =
            List.of("operation-log", "login-log", "online-user", "backup", "chain", "data-change");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MODE=REGULAR",
                "MODE=LEGACY",
                "MODE=PostgreSQL",
                "MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE",
                "MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH",
                "MODE=MySQL",
                "MODE=MySQL;DATABASE_TO_LOWER=TRUE",
                "MODE=MySQL;DATABASE_TO_LOWER=TRUE;CASE_INSENSITIVE_IDENTIFIERS=TRUE",
                "MODE=MariaDB;DATABASE_TO_LOWER=TRUE",
                "DATABASE_TO_UPPER=FALSE",
                "DATABASE_TO_UPPER=FALSE;CASE_INSENSITIVE_IDENTIFIERS=TRUE",
                "DATABASE_TO_LOWER=TRUE",
                "IGNORECASE=TRUE",
                "INIT=CREATE SCHEMA IF NOT EXISTS app\\;SET SCHEMA app",
                "MODE=DB2",
                "MODE=HSQLDB"
            })
    void migratesOnceWhateverTheCaseOfNames(String settings) {
        try (HikariDataSource pool = TestDatabases.h2(settings)) {
            assertThatCode(() -> {
                        new SchemaMigrator(pool, ALL).run(SchemaMode.MIGRATE);
                        new SchemaMigrator(pool, ALL).run(SchemaMode.VALIDATE);
                        new SchemaMigrator(pool, ALL.subList(0, 2)).run(SchemaMode.MIGRATE);
                    })
                    .doesNotThrowAnyException();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MODE=Oracle;DEFAULT_NULL_ORDERING=HIGH | MODE=Oracle, it stores empty texts as NULL",
                "MODE=MSSQLServer;DATABASE_TO_LOWER=TRUE | MODE=MSSQLServer, its unique indexes accept NULL only once",
                "MODE=Derby | MODE=Derby, its unique indexes accept NULL only once",
                "MODE=STRICT | MODE=STRICT, it has no LIMIT"
            })
    void namesTheModeThatItCannotUseAndCreatesNothing(String settings, String reason) {
        try (HikariDataSource pool = TestDatabases.h2(settings)) {
            assertThatThrownBy(() -> new SchemaMigrator(pool, ALL).run(SchemaMode.MIGRATE))
                    .isInstanceOf(SchemaException.class)
                    .hasMessageContaining(reason)
                    .hasMessageContaining("opsmon.database.data-source");
            assertThatThrownBy(() -> new JdbcTemplate(pool).queryForList("SELECT * FROM opsmon_operation_log"))
                    .isInstanceOf(BadSqlGrammarException.class);
        }
    }
}
