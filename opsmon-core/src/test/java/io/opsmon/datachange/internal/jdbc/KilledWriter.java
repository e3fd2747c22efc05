package io.opsmon.datachange.internal.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.datachange.internal.ChangeOrigin;
import io.opsmon.testsupport.TestDatabases;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.Random;
import java.util.UUID;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * A host that writes in several ways until it is killed. Each operation is a line of a file: {@code begun}, then
 * {@code committed} with the number of rows or {@code rolled-back}.
 */
final class KilledWriter {

    /** Number of rows of a procedure, which returns none. */
    static final int UNKNOWN = -1;

    private static final ThreadLocal<@Nullable ChangeOrigin> ORIGIN = new ThreadLocal<>();

    private final DelegatingDataSource database;
    private final SessionFactory sessions;
    private final FileChannel report;

    @NullUnmarked
    @Entity(name = "Item")
    @Table(name = "item")
    static class Item {

        @Id
        long id;

        @Column
        String name;

        @Column
        BigDecimal price;
    }

    private KilledWriter(DelegatingDataSource database, SessionFactory sessions, FileChannel report) {
        this.database = database;
        this.sessions = sessions;
        this.report = report;
    }

    /** Runs with the address of the database, the file and a seed. */
    public static void main(String[] arguments) throws Exception {
        HikariDataSource pool = TestDatabases.pool(arguments[0]);
        OriginDataSource origins = new OriginDataSource(ORIGIN::get);
        DelegatingDataSource database = new DelegatingDataSource(pool) {
            @Override
            public Connection getConnection() throws SQLException {
                return origins.wrap(pool.getConnection());
            }
        };
        Configuration configuration = new Configuration().addAnnotatedClass(Item.class);
        configuration.getProperties().put("hibernate.connection.datasource", database);
        KilledWriter writer = new KilledWriter(
                database,
                configuration.buildSessionFactory(),
                FileChannel.open(Path.of(arguments[1]), StandardOpenOption.WRITE, StandardOpenOption.APPEND));
        long seed = Long.parseLong(arguments[2]);
        new Thread(() -> writer.write("ann", new Random(seed))).start();
        new Thread(() -> writer.write("bob", new Random(seed + 1))).start();
    }

    private void write(String operator, Random random) {
        while (!Thread.currentThread().isInterrupted()) {
            UUID operation = begin(operator);
            try {
                report("committed", operation, one(random, operation));
            } catch (RuntimeException | SQLException conflict) {
                // A deadlock or a duplicate key rolled the transaction back.
                report("rolled-back", operation, 0);
            } finally {
                ORIGIN.remove();
            }
        }
    }

    private UUID begin(@Nullable String operator) {
        UUID operation = UUID.randomUUID();
        report("begun " + operator, operation, 0);
        ORIGIN.set(new ChangeOrigin(operation, operator, null, "shop"));
        return operation;
    }

    /** Writes in one transaction, and returns the number of changed rows. */
    private int one(Random random, UUID operation) throws SQLException {
        String marker = operation.toString();
        return switch (random.nextInt(6)) {
            case 0 ->
                sessions.fromTransaction(session -> session.createMutationQuery(
                                "update Item i set i.name = :marker, i.price = i.price + 1 where i.id between :a and :b")
                        .setParameter("marker", marker)
                        .setParameter("a", (long) random.nextInt(RandomStatements.ROWS))
                        .setParameter("b", (long) random.nextInt(RandomStatements.ROWS))
                        .executeUpdate());
            case 1 ->
                sessions.fromTransaction(session -> {
                    @Nullable Item item = session.find(Item.class, (long) random.nextInt(RandomStatements.ROWS));
                    if (item == null) {
                        return 0;
                    }
                    item.name = marker;
                    return 1;
                });
            case 2 ->
                new JdbcTemplate(database)
                        .update("UPDATE item SET name = ? WHERE id = ?", marker, random.nextInt(RandomStatements.ROWS));
            case 3 -> {
                int from = random.nextInt(RandomStatements.ROWS);
                new JdbcTemplate(database).update("CALL mark(?, ?, ?)", from, from + 3, marker);
                yield UNKNOWN;
            }
            default -> transaction(random, marker);
        };
    }

    /** Several statements, with a nested operation that may be rolled back. */
    private int transaction(Random random, String marker) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                // Different markers: an update with the same values changes nothing.
                int rows = RandomStatements.run(connection, random, marker);
                Savepoint savepoint = connection.setSavepoint();
                @Nullable ChangeOrigin outer = ORIGIN.get();
                UUID inner = begin(outer == null ? null : outer.operatorId());
                int innerRows = RandomStatements.run(connection, random, inner.toString());
                boolean isKept = random.nextBoolean();
                if (!isKept) {
                    connection.rollback(savepoint);
                    report("rolled-back", inner, 0);
                }
                ORIGIN.set(outer);
                rows += RandomStatements.run(connection, random, marker + "/2");
                if (random.nextInt(4) == 0) {
                    connection.rollback();
                    report("rolled-back", inner, 0);
                    throw new SQLException("rolled back on purpose");
                }
                connection.commit();
                if (isKept) {
                    report("committed", inner, innerRows);
                }
                return rows;
            } catch (SQLException failure) {
                connection.rollback();
                throw failure;
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }

    private void report(String state, UUID operation, int rows) {
        try {
            report.write(
                    ByteBuffer.wrap((state + " " + operation + " " + rows + "\n").getBytes(StandardCharsets.US_ASCII)));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
