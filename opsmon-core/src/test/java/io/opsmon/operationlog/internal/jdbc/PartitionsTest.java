package io.opsmon.operationlog.internal.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.chain.SealKey;
import io.opsmon.chain.Sealer;
import io.opsmon.internal.schema.SchemaException;
import io.opsmon.internal.schema.SchemaMigrator;
import io.opsmon.internal.schema.SchemaMode;
import io.opsmon.log.internal.archive.LogArchive;
import io.opsmon.log.internal.jdbc.JdbcLogChain;
import io.opsmon.log.internal.jdbc.JdbcLogRetention;
import io.opsmon.operationlog.OperationLogDefinition;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.OperationLogFilter;
import io.opsmon.operationlog.TestEntries;
import io.opsmon.testsupport.TestDatabases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

/** The table in monthly partitions: the behaviour is unchanged, and retention drops months. */
class PartitionsTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final HikariDataSource pool = TestDatabases.postgres();
    private final JdbcTemplate sql = new JdbcTemplate(pool);
    private final Sealer sealer =
            new Sealer(List.of(SealKey.hmac("k", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")));

    @TempDir
    Path directory = Path.of("");

    @AfterEach
    void close() {
        pool.close();
    }

    private void migrate(String... options) {
        new SchemaMigrator(pool, List.of("chain", "operation-log"), Set.of(options)).run(SchemaMode.MIGRATE);
    }

    private static Clock at(Instant now) {
        return Clock.fixed(now, ZoneOffset.UTC);
    }

    private JdbcLogChain<OperationLogEntry> chain(Instant now) {
        return new JdbcLogChain<>(OperationLogDefinition.OPERATION_LOG, pool, "node-1", sealer, List.of(), at(now));
    }

    private JdbcLogRetention<OperationLogEntry> retention(Instant now, boolean archived) {
        return new JdbcLogRetention<>(
                OperationLogDefinition.OPERATION_LOG,
                pool,
                sealer,
                archived ? new LogArchive<>(OperationLogDefinition.OPERATION_LOG, directory, sealer, at(now)) : null,
                10,
                at(now));
    }

    private List<String> partitions() {
        return sql.queryForList(
                "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'opsmon_operation_log'::regclass ORDER BY 1",
                String.class);
    }

    /** Stores one entry a day for 100 days. The partition of each month is created in time. */
    private List<OperationLogEntry> hundredDays(JdbcOperationLogRepository repository) {
        retention(START, false).preparePartitions();
        retention(START.plus(Duration.ofDays(40)), false).preparePartitions();
        List<OperationLogEntry> entries = IntStream.range(0, 100)
                .mapToObj(day -> TestEntries.at(START.plus(Duration.ofDays(day))))
                .toList();
        repository.saveAll(entries);
        return entries;
    }

    private JdbcOperationLogRepository repository() {
        return new JdbcOperationLogRepository(pool, Duration.ofSeconds(10), chain(START.plus(Duration.ofDays(100))));
    }

    @Test
    void storesAndFindsAsWithout() {
        migrate("monthly-partitions", "text-index");
        JdbcOperationLogRepository repository = repository();
        List<OperationLogEntry> entries = hundredDays(repository);
        repository.saveAll(entries.subList(90, 100));
        repository.saveAll(List.of(TestEntries.at(Instant.parse("2020-01-01T00:00:00Z"))));

        assertThat(partitions())
                .containsExactly(
                        "opsmon_operation_log_2026_01",
                        "opsmon_operation_log_2026_02",
                        "opsmon_operation_log_2026_03",
                        "opsmon_operation_log_2026_04",
                        "opsmon_operation_log_rest");
        assertThat(sql.queryForObject("SELECT COUNT(*) FROM opsmon_operation_log_2026_02", Long.class))
                .isEqualTo(28);
        assertThat(sql.queryForObject("SELECT COUNT(*) FROM opsmon_operation_log_rest", Long.class))
                .isEqualTo(1);
        assertThat(repository.find(OperationLogFilter.ALL).total().value()).isEqualTo(101);
        assertThat(repository.findById(entries.get(3).id())).isPresent();
        assertThat(repository.hasTextIndex()).isTrue();
        chain(START).keep();
        assertThat(chain(START).verify(count -> {}).findings()).isEmpty();
    }

    @Test
    void dropsWholeMonthsAndDeletesTheRest() throws IOException {
        migrate("monthly-partitions");
        JdbcOperationLogRepository repository = repository();
        List<OperationLogEntry> entries = hundredDays(repository);
        Instant now = START.plus(Duration.ofDays(100));

        chain(now).keep();
        // The 11th of March.
        long removed = retention(now, true).removeBefore(START.plus(Duration.ofDays(69)));

        assertThat(removed).isEqualTo(69);
        assertThat(partitions())
                .containsExactly(
                        "opsmon_operation_log_2026_03", "opsmon_operation_log_2026_04", "opsmon_operation_log_rest");
        assertThat(chain(now).verify(count -> {}).findings()).isEmpty();
        List<OperationLogEntry> archived = new ArrayList<>();
        for (Path file : new LogArchive<>(OperationLogDefinition.OPERATION_LOG, directory, sealer, at(now)).list()) {
            LogArchive.read(OperationLogDefinition.OPERATION_LOG, file, archived::add);
        }
        assertThat(archived.stream().map(OperationLogEntry::id).sorted().toList())
                .isEqualTo(entries.subList(0, 69).stream()
                        .map(OperationLogEntry::id)
                        .sorted()
                        .toList());
    }

    @Test
    void tearsNothingOutOfTheMiddleOfAChain() throws IOException {
        migrate("monthly-partitions");
        JdbcOperationLogRepository repository = repository();
        retention(START, false).preparePartitions();
        repository.saveAll(List.of(TestEntries.at(START.plus(Duration.ofDays(40)))));
        // Stored later, but with an earlier time: the chain begins in February.
        repository.saveAll(List.of(TestEntries.at(START.plus(Duration.ofDays(5)))));
        Instant now = START.plus(Duration.ofDays(50));
        chain(now).keep();

        retention(now, false).removeBefore(START.plus(Duration.ofDays(31)));

        assertThat(partitions()).contains("opsmon_operation_log_2026_01");
        assertThat(chain(now).verify(count -> {}).findings()).isEmpty();
        assertThat(chain(now).verify(count -> {}).verified()).isEqualTo(2);
    }

    @Test
    void doesNotTouchATableThatHasEntries() {
        migrate();
        repository().saveAll(List.of(TestEntries.complete()));

        assertThatThrownBy(() -> migrate("monthly-partitions"))
                .isInstanceOf(SchemaException.class)
                .hasMessageContaining("docs/scaling.md");
        assertThat(repository().find(OperationLogFilter.ALL).items()).hasSize(1);
    }

    @Test
    void aTableWithEntriesMovesAsTheGuideSays() throws IOException {
        migrate();
        repository()
                .saveAll(Stream.generate(() -> TestEntries.at(START)).limit(10).toList());
        Matcher script = Pattern.compile("```sql\n(.*?)\n-- start[^\n]*\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("../docs/scaling.md")));
        assertThat(script.find()).isTrue();
        sql.execute(script.group(1));

        migrate("monthly-partitions");
        sql.execute(script.group(2));

        assertThat(partitions()).isNotEmpty();
        assertThat(repository().find(OperationLogFilter.ALL).items()).hasSize(10);
        chain(START).keep();
        assertThat(chain(START).verify(count -> {}).findings()).isEmpty();
    }
}
