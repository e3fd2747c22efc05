package io.opsmon.operationlog.internal.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.chain.SealKey;
import io.opsmon.chain.Sealer;
import io.opsmon.internal.schema.SchemaMigrator;
import io.opsmon.internal.schema.SchemaMode;
import io.opsmon.log.internal.jdbc.JdbcLogChain;
import io.opsmon.loginlog.internal.jdbc.JdbcLoginLogRepository;
import io.opsmon.operationlog.OperationLogDefinition;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.TestEntries;
import io.opsmon.testsupport.TestDatabases;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Verification never reports an untouched entry, regardless of the settings of drivers, connections and tables. */
class StoredValuesTest {

    private static final String EMOJI = "entry 价格 é \uD83D\uDE00 \\ ' ";

    private final Sealer sealer =
            new Sealer(List.of(SealKey.hmac("k1", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")));

    private HikariDataSource pool = new HikariDataSource();

    @AfterEach
    void close() {
        if (pool.getJdbcUrl() != null && !pool.getJdbcUrl().startsWith("jdbc:h2:")) {
            TestDatabases.drop(pool);
        }
    }

    private JdbcLogChain<OperationLogEntry> chain() {
        return new JdbcLogChain<>(
                OperationLogDefinition.OPERATION_LOG,
                pool,
                "node-1",
                sealer,
                List.of(),
                Clock.fixed(TestEntries.NOON.plusSeconds(60), ZoneOffset.UTC));
    }

    private JdbcOperationLogRepository repository() {
        return new JdbcOperationLogRepository(pool, Duration.ofSeconds(10), chain());
    }

    private void open(HikariDataSource opened, String... changes) {
        pool = opened;
        new SchemaMigrator(pool, List.of("chain", "operation-log", "login-log")).run(SchemaMode.MIGRATE);
        JdbcTemplate sql = new JdbcTemplate(pool);
        for (String change : changes) {
            sql.execute(change);
        }
    }

    private static HikariDataSource mySql(String settings) {
        return TestDatabases.pool(TestDatabases.mariaDbUrl().replace("jdbc:mariadb:", "jdbc:mysql:") + "&" + settings);
    }

    private static HikariDataSource mariaDb(String settings) {
        return TestDatabases.pool(TestDatabases.mariaDbUrl() + "&" + settings);
    }

    private static HikariDataSource postgres(String settings) {
        return TestDatabases.pool(TestDatabases.postgresUrl() + "&" + settings);
    }

    private static Arguments of(String settings, Supplier<HikariDataSource> pool) {
        return Arguments.of(settings, pool);
    }

    static Stream<Arguments> harmless() {
        Stream<String> mySql = Stream.of(
                "sendFractionalSeconds=false",
                "useUnicode=true&characterEncoding=utf8&zeroDateTimeBehavior=convertToNull&serverTimezone=GMT%2B8",
                "connectionTimeZone=-05:00&forceConnectionTimeZoneToSession=true&preserveInstants=true",
                "useServerPrepStmts=true&cachePrepStmts=true&rewriteBatchedStatements=true&useCursorFetch=true",
                "sessionVariables=sql_mode='NO_BACKSLASH_ESCAPES,ANSI_QUOTES,STRICT_TRANS_TABLES'",
                "yearIsDateType=false&tinyInt1isBit=false&jdbcCompliantTruncation=true&sessionVariables=sql_mode=''");
        Stream<String> mariaDb = Stream.of(
                "useServerPrepStmts=true&useBulkStmts=true",
                "timezone=+08:00&forceConnectionTimeZoneToSession=true&preserveInstants=true",
                "sessionVariables=time_zone='-09:00'");
        Stream<String> postgres = Stream.of(
                "preferQueryMode=simple",
                "stringtype=unspecified&binaryTransfer=false&prepareThreshold=1",
                "options=-c%20TimeZone=Asia/Kolkata%20-c%20DateStyle=German%20-c%20bytea_output=escape",
                "options=-c%20standard_conforming_strings=off");
        return Stream.of(
                        mySql.map(settings -> of("mysql " + settings, () -> mySql(settings))),
                        mariaDb.map(settings -> of("mariadb " + settings, () -> mariaDb(settings))),
                        postgres.map(settings -> of("postgresql " + settings, () -> postgres(settings))),
                        Stream.of(of("h2 time zone", () -> TestDatabases.h2("TIME ZONE=Asia/Kolkata;IGNORECASE=TRUE"))))
                .flatMap(all -> all);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("harmless")
    void returnsWhatWasWritten(String settings, Supplier<HikariDataSource> supplier) {
        open(supplier.get());
        JdbcOperationLogRepository repository = repository();
        assertThat(repository.checkStoredValues()).as(settings).isNull();
        OperationLogEntry written = TestEntries.described(EMOJI + "x".repeat(1_800));
        repository.saveAll(List.of(written, TestEntries.sparse()));
        assertThat(repository.findById(written.id()).orElseThrow())
                .usingRecursiveComparison()
                .ignoringFields("chain")
                .isEqualTo(written);
        assertNothingIsFound();
    }

    static Stream<Arguments> harmful() {
        return Stream.of(
                Arguments.of(
                        "characters of the connection",
                        (Supplier<HikariDataSource>) () -> mySql("characterEncoding=ISO-8859-1"),
                        "description replaces characters"),
                Arguments.of(
                        "no strict mode",
                        (Supplier<HikariDataSource>)
                                () -> mySql("jdbcCompliantTruncation=false&sessionVariables=sql_mode=''"),
                        "cut without an error"),
                Arguments.of(
                        "no strict mode, MariaDB's driver",
                        (Supplier<HikariDataSource>) () -> mariaDb("sessionVariables=sql_mode=''"),
                        "cut without an error"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("harmful")
    void hashesWhatTheConnectionReturns(String settings, Supplier<HikariDataSource> supplier, String problem) {
        open(supplier.get());
        assertEntriesAreHashedAsReturned(problem);
    }

    static Stream<Arguments> changedTables() {
        return Stream.of(
                Arguments.of(
                        (Supplier<HikariDataSource>) TestDatabases::mariaDb,
                        "ALTER TABLE opsmon_operation_log MODIFY occurred_at DATETIME NOT NULL",
                        "occurred_at loses fractions of seconds"),
                Arguments.of(
                        (Supplier<HikariDataSource>) TestDatabases::postgres,
                        "ALTER TABLE opsmon_operation_log ALTER occurred_at TYPE timestamptz(0)",
                        "occurred_at"),
                Arguments.of(
                        (Supplier<HikariDataSource>) TestDatabases::h2,
                        "ALTER TABLE opsmon_operation_log ALTER COLUMN occurred_at TIMESTAMP(3) WITH TIME ZONE",
                        "occurred_at returns"),
                Arguments.of(
                        (Supplier<HikariDataSource>) TestDatabases::postgres,
                        "ALTER TABLE opsmon_operation_log ALTER module TYPE char(100)",
                        "module"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("changedTables")
    void hashesWhatTheTableReturns(Supplier<HikariDataSource> supplier, String change, String problem) {
        open(supplier.get(), change);
        assertEntriesAreHashedAsReturned(problem);
    }

    private void assertEntriesAreHashedAsReturned(String problem) {
        JdbcOperationLogRepository repository = repository();
        assertThat(repository.storedValueProblem()).isNull();
        List<OperationLogEntry> entries = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            entries.add(i % 2 == 0 ? TestEntries.described(EMOJI + "y".repeat(1_990)) : TestEntries.sparse());
        }
        entries.add(TestEntries.at(TestEntries.NOON.plusNanos(600_000_000)));
        if (problem.startsWith("cut")) {
            repository.saveAll(entries);
        } else {
            repository.saveAll(entries.stream()
                    .filter(e -> e.description().length() < 1_900)
                    .toList());
            repository.saveAll(List.of(TestEntries.described(EMOJI)));
        }
        assertThat(repository.storedValueProblem()).contains(problem);

        new TransactionTemplate(new JdbcTransactionManager(pool))
                .executeWithoutResult(status -> assertThat(repository.saveInTransaction(TestEntries.described(EMOJI)))
                        .isTrue());
        assertNothingIsFound();
    }

    private void assertNothingIsFound() {
        JdbcLogChain<OperationLogEntry> chain = chain();
        assertThat(chain.keep()).isNotEmpty();
        assertThat(chain.verify(count -> {}).findings()).isEmpty();
        assertThat(chain().verify(count -> {}).verified()).isPositive();
    }

    @Test
    void leavesNoRow() {
        open(TestDatabases.h2());
        assertThat(repository().checkStoredValues()).isNull();
        assertThat(new JdbcLoginLogRepository(pool, Duration.ofSeconds(10), null).checkStoredValues())
                .isNull();
        for (String table : List.of("opsmon_operation_log", "opsmon_login_log")) {
            assertThat(new JdbcTemplate(pool).queryForObject("SELECT COUNT(*) FROM " + table, Long.class))
                    .isZero();
        }
    }

    @Test
    void readsBackUntilTheCheckSucceeds() {
        open(TestDatabases.h2(), "ALTER TABLE opsmon_operation_log ADD CONSTRAINT only CHECK (module = 'orders')");
        JdbcOperationLogRepository repository = repository();
        repository.saveAll(List.of(TestEntries.sparse()));
        assertThat(repository.storedValueProblem()).contains("failed");
        assertNothingIsFound();
        new JdbcTemplate(pool).execute("ALTER TABLE opsmon_operation_log DROP CONSTRAINT only");
        repository.saveAll(List.of(TestEntries.sparse()));
        assertThat(repository.storedValueProblem()).isNull();
        assertNothingIsFound();
    }
}
