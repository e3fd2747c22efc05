package io.opsmon.datachange.internal.jdbc;

import io.opsmon.datachange.internal.ChangeAction;
import io.opsmon.datachange.internal.DataChange;
import io.opsmon.datachange.internal.DataChangeFilter;
import io.opsmon.internal.jdbc.OwnTransactions;
import io.opsmon.jdbc.DatabaseDialect;
import io.opsmon.log.LogPage;
import java.math.BigInteger;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Reads data changes. Lists are ordered by identifier, the newest change first. Thread-safe.
 *
 * @since 0.1
 */
public final class JdbcDataChanges {

    private static final String COLUMNS = "id, changed_at, transaction_id, table_name, action, row_key, new_key,"
            + " old_values, new_values, row_count, operation_id, operator_id, operator_name, application,"
            + " database_user, note";

    /** Number of changes that are in memory during an export. */
    private static final int STREAMED = 500;

    private final OwnTransactions transactions;
    private final Duration queryTimeout;

    /**
     * Creates the repository.
     *
     * @param dataSource the database of opsmon's tables
     * @param queryTimeout the maximum duration of a query
     */
    public JdbcDataChanges(DataSource dataSource, Duration queryTimeout) {
        this.transactions = new OwnTransactions(dataSource);
        this.queryTimeout = queryTimeout;
    }

    /**
     * Reads changes.
     *
     * @param filter the conditions
     * @param before the identifier before which the page begins; null for the newest changes
     * @param limit the maximum number of changes
     * @return the changes, the newest first
     * @throws org.springframework.dao.DataAccessException if the database fails
     */
    public List<DataChange> find(DataChangeFilter filter, @Nullable BigInteger before, int limit) {
        return transactions.run("Reading data changes", connection -> {
            DatabaseDialect dialect = transactions.dialect(connection);
            ChangeConditions conditions = ChangeConditions.of(filter, before, dialect);
            String query = "SELECT " + COLUMNS + " FROM opsmon_data_change" + conditions.where() + " ORDER BY id DESC "
                    + dialect.limit("?");
            try (PreparedStatement select = connection.prepareStatement(query)) {
                select.setQueryTimeout((int) Math.max(1, queryTimeout.toSeconds()));
                int next = conditions.bind(select);
                select.setInt(next, limit);
                return read(select, dialect);
            }
        });
    }

    /**
     * Reads changes one after the other, the newest first, in constant memory. Changes that are recorded meanwhile are
     * not read.
     *
     * @param filter the conditions
     * @param target receives each change; an exception ends the reading
     * @throws org.springframework.dao.DataAccessException if the database fails
     */
    public void stream(DataChangeFilter filter, Consumer<DataChange> target) {
        @Nullable BigInteger before = null;
        List<DataChange> page;
        do {
            page = find(filter, before, STREAMED);
            page.forEach(target);
            before = page.isEmpty() ? null : page.get(page.size() - 1).id();
        } while (page.size() == STREAMED);
    }

    /**
     * Counts changes, up to the bound of counts.
     *
     * @param filter the conditions
     * @return the count
     * @throws org.springframework.dao.DataAccessException if the database fails
     */
    public LogPage.Total count(DataChangeFilter filter) {
        return transactions.run("Counting data changes", connection -> {
            DatabaseDialect dialect = transactions.dialect(connection);
            ChangeConditions conditions = ChangeConditions.of(filter, null, dialect);
            String query = "SELECT COUNT(*) FROM (SELECT 1 AS one FROM opsmon_data_change" + conditions.where() + " "
                    + dialect.limit("?") + ") bounded";
            try (PreparedStatement select = connection.prepareStatement(query)) {
                select.setQueryTimeout((int) Math.max(1, queryTimeout.toSeconds()));
                select.setInt(conditions.bind(select), LogPage.Total.BOUND + 1);
                try (ResultSet row = select.executeQuery()) {
                    return LogPage.Total.of(row.next() ? row.getLong(1) : 0);
                }
            }
        });
    }

    /**
     * Returns the number of gaps since a time.
     *
     * @param from the time
     * @return the number
     * @throws org.springframework.dao.DataAccessException if the database fails
     */
    public long gapsSince(Instant from) {
        return transactions.run("Counting gaps of data changes", connection -> {
            DatabaseDialect dialect = transactions.dialect(connection);
            try (PreparedStatement count = connection.prepareStatement(
                    "SELECT COUNT(*) FROM opsmon_data_change WHERE action = 'GAP' AND changed_at >= ?")) {
                count.setObject(1, dialect.toSql(from));
                try (ResultSet row = count.executeQuery()) {
                    return row.next() ? row.getLong(1) : 0L;
                }
            }
        });
    }

    private static List<DataChange> read(PreparedStatement select, DatabaseDialect dialect) throws SQLException {
        List<DataChange> changes = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                long rows = row.getLong(10);
                @Nullable Long count = row.wasNull() ? null : rows;
                changes.add(new DataChange(
                        row.getBigDecimal(1).toBigInteger(),
                        dialect.instant(row, 2),
                        row.getString(3),
                        row.getString(4),
                        ChangeAction.valueOf(row.getString(5)),
                        row.getString(6),
                        row.getString(7),
                        row.getString(8),
                        row.getString(9),
                        count,
                        dialect.uuid(row, 11),
                        row.getString(12),
                        row.getString(13),
                        row.getString(14),
                        row.getString(15),
                        row.getString(16)));
            }
        }
        return changes;
    }
}
