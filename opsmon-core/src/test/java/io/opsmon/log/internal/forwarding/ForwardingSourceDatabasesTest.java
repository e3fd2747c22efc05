package io.opsmon.log.internal.forwarding;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.chain.Sealer;
import io.opsmon.datachange.internal.ChainedChange;
import io.opsmon.datachange.internal.DataChangeLog;
import io.opsmon.datachange.internal.ForwardedChanges;
import io.opsmon.internal.schema.SchemaMigrator;
import io.opsmon.internal.schema.SchemaMode;
import io.opsmon.log.internal.jdbc.JdbcForwardingSource;
import io.opsmon.log.internal.jdbc.JdbcLogChain;
import io.opsmon.log.internal.jdbc.StoredRows;
import io.opsmon.testsupport.TestChanges;
import io.opsmon.testsupport.TestDatabases;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Positions of data changes in each database. */
class ForwardingSourceDatabasesTest {

    static Stream<Named<Supplier<HikariDataSource>>> databases() {
        return Stream.of(
                Named.of("H2", TestDatabases::h2),
                Named.of("PostgreSQL", TestDatabases::postgres),
                Named.of("MariaDB", TestDatabases::mariaDb));
    }

    @ParameterizedTest
    @MethodSource("databases")
    void readsTheChangesAfterThePositionOfEachExporter(Supplier<HikariDataSource> databases) {
        try (HikariDataSource database = databases.get()) {
            new SchemaMigrator(database, List.of("chain", "data-change")).run(SchemaMode.MIGRATE);
            ForwardingSource<ChainedChange> source = new JdbcForwardingSource<>(DataChangeLog.DATA_CHANGE, database);
            assertThat(source.pending("kafka")).isEmpty();
            StoredRows.insert(
                    DataChangeLog.DATA_CHANGE,
                    database,
                    Stream.generate(() -> TestChanges.at(Instant.parse("2026-03-01T12:00:00Z")))
                            .limit(3)
                            .toList());
            new JdbcLogChain<>(
                            DataChangeLog.DATA_CHANGE,
                            database,
                            "node-1",
                            new Sealer(List.of()),
                            List.of(),
                            Clock.systemUTC())
                    .link();

            assertThat(source.pending("kafka")).isEqualTo(Map.of("database", 0L));
            assertThat(source.lag("kafka")).isEqualTo(3);
            assertThat(source.next("database", 0, 2))
                    .extracting(ForwardedChanges.LOG::sequence)
                    .containsExactly(1L, 2L);

            source.advance("kafka", "database", 2);

            assertThat(source.pending("kafka")).isEqualTo(Map.of("database", 2L));
            assertThat(source.lag("kafka")).isEqualTo(1);
            assertThat(source.lag("webhook")).isEqualTo(3);
            assertThat(source.next("database", 2, 2))
                    .extracting(ForwardedChanges.LOG::sequence)
                    .containsExactly(3L);

            source.advance("kafka", "database", 3);

            assertThat(source.pending("kafka")).isEmpty();
            assertThat(source.lag("kafka")).isZero();
        }
    }
}
