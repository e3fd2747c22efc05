package io.opsmon.backup.internal.mariadb;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A read lock on all tables of a dump, with its own connection. One thread takes and closes the lock; another thread
 * may release the lock in between.
 */
final class TableLock implements AutoCloseable {

    private static final String UNTRANSACTIONAL =
            "SELECT TABLE_NAME FROM information_schema.TABLES t JOIN information_schema.ENGINES e ON e.ENGINE ="
                    + " t.ENGINE"
                    + " WHERE t.TABLE_SCHEMA = DATABASE() AND t.TABLE_TYPE = 'BASE TABLE' AND e.TRANSACTIONS <> 'YES'";

    private final DataSource dataSource;
    private @Nullable MariaDbSession session;
    private boolean keepsUntilTheEnd;

    TableLock(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    synchronized void take(MariaDbPart part) throws SQLException {
        MariaDbSession opened = MariaDbSession.open(dataSource);
        session = opened;
        Connection locking = opened.connection();
        List<String> tables =
                MariaDbContents.tables(locking).stream().filter(part::contains).toList();
        keepsUntilTheEnd =
                MariaDbContents.names(locking, UNTRANSACTIONAL).stream().anyMatch(part::containsRows);
        if (tables.isEmpty()) {
            return;
        }
        try (Statement statement = locking.createStatement()) {
            statement.execute(tables.stream()
                    .map(table -> MariaDbContents.quoted(table) + " READ")
                    .collect(Collectors.joining(", ", "LOCK TABLES ", "")));
        } catch (SQLException refused) {
            throw new SQLException(
                    "The tables cannot be locked at the beginning of a consistent backup. Grant the privilege LOCK"
                            + " TABLES: "
                            + refused.getMessage(),
                    refused.getSQLState(),
                    refused);
        }
    }

    synchronized void releaseIfTransactional() throws IOException {
        if (!keepsUntilTheEnd) {
            try {
                close();
            } catch (SQLException failure) {
                throw new IOException("The tables cannot be unlocked", failure);
            }
        }
    }

    @Override
    public synchronized void close() throws SQLException {
        @Nullable MariaDbSession locking = session;
        session = null;
        if (locking != null) {
            try (locking;
                    Statement statement = locking.connection().createStatement()) {
                statement.execute("UNLOCK TABLES");
                locking.succeeded();
            }
        }
    }
}
