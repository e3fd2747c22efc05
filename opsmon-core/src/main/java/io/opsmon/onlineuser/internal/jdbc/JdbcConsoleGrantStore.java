package io.opsmon.onlineuser.internal.jdbc;

import io.opsmon.internal.jdbc.OwnTransactions;
import io.opsmon.jdbc.DatabaseDialect;
import io.opsmon.onlineuser.internal.console.ConsoleGrant;
import io.opsmon.onlineuser.internal.console.ConsoleGrantStore;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Stores grants in {@code opsmon_console_grant}. Thread-safe.
 *
 * @since 0.1
 */
public final class JdbcConsoleGrantStore implements ConsoleGrantStore {

    private static final int ATTEMPTS = 3;

    private final OwnTransactions transactions;

    /**
     * Creates a store.
     *
     * @param dataSource the database with the table
     */
    public JdbcConsoleGrantStore(DataSource dataSource) {
        this.transactions = new OwnTransactions(dataSource);
    }

    @Override
    public void put(ConsoleGrant grant) {
        transactions.execute("Add a session of the console", connection -> {
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO opsmon_console_grant (ref, sealed, is_used, valid_until) VALUES (?, ?, 0, ?)")) {
                insert.setString(1, grant.ref());
                insert.setString(2, grant.sealed());
                insert.setObject(3, transactions.dialect(connection).toSql(grant.until()));
                insert.executeUpdate();
            }
        });
    }

    @Override
    public Taken take(String ref, Instant now, Instant rememberedUntil) {
        return transactions.runContended("Take a ticket of the console", ATTEMPTS, connection -> {
            @Nullable Row row = row(connection, ref, now);
            if (row == null) {
                return Taken.UNKNOWN;
            }
            return !row.isUsed() && markUsed(connection, ref, rememberedUntil)
                    ? new Taken(row.grant().sealed(), false)
                    : Taken.USED;
        });
    }

    /** Returns whether this call has marked the grant; the row's lock decides between concurrent calls. */
    private boolean markUsed(Connection connection, String ref, Instant rememberedUntil) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "UPDATE opsmon_console_grant SET sealed = '', is_used = 1, valid_until = ? WHERE ref = ? AND is_used = 0")) {
            update.setObject(1, transactions.dialect(connection).toSql(rememberedUntil));
            update.setString(2, ref);
            return update.executeUpdate() == 1;
        }
    }

    private record Row(ConsoleGrant grant, boolean isUsed) {}

    private @Nullable Row row(Connection connection, String ref, Instant now) throws SQLException {
        DatabaseDialect values = transactions.dialect(connection);
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT sealed, is_used, valid_until FROM opsmon_console_grant WHERE ref = ? AND valid_until > ?")) {
            select.setString(1, ref);
            select.setObject(2, values.toSql(now));
            try (ResultSet row = select.executeQuery()) {
                return row.next()
                        ? new Row(new ConsoleGrant(ref, row.getString(1), values.instant(row, 3)), row.getInt(2) != 0)
                        : null;
            }
        }
    }

    @Override
    public Optional<ConsoleGrant> get(String ref, Instant now) {
        return transactions.run(
                "Find a session of the console",
                connection -> Optional.ofNullable(row(connection, ref, now))
                        .filter(row -> !row.isUsed())
                        .map(Row::grant));
    }

    @Override
    public void extend(String ref, Instant until) {
        transactions.execute("Extend a session of the console", connection -> {
            Object end = transactions.dialect(connection).toSql(until);
            try (PreparedStatement update = connection.prepareStatement(
                    "UPDATE opsmon_console_grant SET valid_until = ? WHERE ref = ? AND valid_until < ?")) {
                update.setObject(1, end);
                update.setString(2, ref);
                update.setObject(3, end);
                update.executeUpdate();
            }
        });
    }

    @Override
    public void remove(Collection<String> refs) {
        transactions.execute("Remove sessions of the console", connection -> {
            try (PreparedStatement delete =
                    connection.prepareStatement("DELETE FROM opsmon_console_grant WHERE ref = ?")) {
                for (String ref : refs) {
                    delete.setString(1, ref);
                    delete.addBatch();
                }
                delete.executeBatch();
            }
        });
    }

    @Override
    public void clean(Instant now) {
        transactions.execute("Remove ended sessions of the console", connection -> {
            try (PreparedStatement delete =
                    connection.prepareStatement("DELETE FROM opsmon_console_grant WHERE valid_until <= ?")) {
                delete.setObject(1, transactions.dialect(connection).toSql(now));
                delete.executeUpdate();
            }
        });
    }
}
