package io.opsmon.datachange.internal.jdbc;

import io.opsmon.datachange.internal.ChangeAction;
import io.opsmon.datachange.internal.ChangeOrigin;
import io.opsmon.internal.jdbc.StorableText;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Inserts changes into the table of changes on a connection of the host, with the columns that triggers write.
 * Thread-safe.
 *
 * @since 0.1
 */
public final class ChangeWriter {

    private static final String COLUMNS = "table_name, action, row_key, new_key, old_values, new_values, row_count,"
            + " operation_id, operator_id, operator_name, application, note, changed_at, transaction_id, database_user";
    private static final int MAX_NOTE = 500;

    private final String table;
    private final String sql;
    private final boolean isUnicode;
    private final boolean hasPosition;

    private ChangeWriter(String schema, String values, boolean isUnicode, boolean hasPosition) {
        this.table = schema + ".opsmon_data_change";
        this.sql = "INSERT INTO " + table + " (" + COLUMNS + (hasPosition ? ", id" : "") + ") VALUES " + values;
        this.isUnicode = isUnicode;
        this.hasPosition = hasPosition;
    }

    /**
     * A row of the table of changes.
     *
     * @param table the recorded name of the changed table
     * @param action the kind of change
     * @param key the recorded key; null for a count or a gap
     * @param newKey the key after the change; null if the key stays the same
     * @param oldValues the JSON object of old values; null if there are none
     * @param newValues the JSON object of new values; null if there are none
     * @param count the number of changed rows; null for a gap
     * @param origin the origin; null if unknown
     * @param note the reason of a gap; null for other changes
     */
    public record Change(
            String table,
            ChangeAction action,
            @Nullable String key,
            @Nullable String newKey,
            @Nullable String oldValues,
            @Nullable String newValues,
            @Nullable Long count,
            @Nullable ChangeOrigin origin,
            @Nullable String note) {}

    /**
     * Creates the writer of a database.
     *
     * @param connection a connection whose current schema or search path contains the table of changes
     * @return the writer
     * @throws SQLException if the connection fails, or the database is not supported
     */
    public static ChangeWriter of(Connection connection) throws SQLException {
        String product = connection.getMetaData().getDatabaseProductName();
        return switch (product) {
            // The same identifiers as those of the triggers, with a position within a batch.
            case "PostgreSQL" ->
                new ChangeWriter(
                        text(
                                connection,
                                "SELECT pg_catalog.quote_ident(n.nspname) FROM pg_catalog.pg_class c"
                                        + " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                                        + " WHERE c.oid = pg_catalog.to_regclass('opsmon_data_change')"),
                        "(?, ?, ?, ?, CAST(? AS jsonb), CAST(? AS jsonb), ?, CAST(? AS uuid), ?, ?, ?, ?,"
                                + " clock_timestamp(), txid_current()::text, session_user::text,"
                                + " (extract(epoch FROM clock_timestamp()) * 1000000)::numeric(20) * 10000000000000"
                                + " + pg_backend_pid()::numeric * 1000000 + CAST(? AS integer))",
                        text(connection, "SHOW server_encoding").equals("UTF8"),
                        true);
            case "H2" ->
                new ChangeWriter(
                        '"' + text(connection, "SELECT CURRENT_SCHEMA").replace("\"", "\"\"") + '"',
                        "(?, ?, ?, ?, ?, ?, ?, CAST(? AS UUID), ?, ?, ?, ?,"
                                + " CURRENT_TIMESTAMP(6), CAST(TRANSACTION_ID() AS VARCHAR), CURRENT_USER)",
                        true,
                        false);
            case "MariaDB", "MySQL" ->
                new ChangeWriter(
                        '`' + text(connection, "SELECT DATABASE()").replace("`", "``") + '`',
                        "(?, ?, ?, ?, ?, ?, ?, UNHEX(REPLACE(?, '-', '')), ?, ?, ?, ?,"
                                + " UTC_TIMESTAMP(6), CONCAT('connection ', CONNECTION_ID()), USER())",
                        true,
                        false);
            default -> throw new SQLException("Data changes are not available in \"" + product + "\"", "0A000");
        };
    }

    private static String text(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            @Nullable String value = row.next() ? row.getString(1) : null;
            if (value == null) {
                throw new SQLException("The table opsmon_data_change is not in the search path", "42P01");
            }
            return value;
        }
    }

    /**
     * Checks whether a connection leads to the table of changes.
     *
     * @param connection the connection
     * @throws SQLException if the connection fails, or the table does not exist
     */
    public void demandTable(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT id FROM " + table + " WHERE 1 = 0");
        }
    }

    /**
     * Inserts changes in one batch.
     *
     * @param connection the connection, whose transaction the changes belong to
     * @param changes the changes, in the order in which they were made
     * @throws SQLException if the database fails
     */
    public void write(Connection connection, List<Change> changes) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            int position = 0;
            for (Change change : changes) {
                bind(insert, change, position++);
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private void bind(PreparedStatement insert, Change change, int position) throws SQLException {
        @Nullable ChangeOrigin origin = change.origin();
        int next = 1;
        insert.setString(next++, change.table());
        insert.setString(next++, change.action().name());
        insert.setString(next++, change.key());
        insert.setString(next++, change.newKey());
        insert.setString(next++, change.oldValues());
        insert.setString(next++, change.newValues());
        insert.setObject(next++, change.count(), Types.BIGINT);
        insert.setString(
                next++,
                origin == null || origin.operationId() == null
                        ? null
                        : origin.operationId().toString());
        insert.setString(next++, origin == null ? null : storable(origin.operatorId(), 100));
        insert.setString(next++, origin == null ? null : storable(origin.operatorName(), 200));
        insert.setString(next++, origin == null ? null : storable(origin.application(), 100));
        insert.setString(next++, storable(change.note(), MAX_NOTE));
        if (hasPosition) {
            insert.setInt(next, position);
        }
    }

    /** In a database of another encoding, a name with other characters would fail the change. */
    private @Nullable String storable(@Nullable String text, int length) {
        @Nullable String fit = StorableText.fitOrNull(text, length);
        return fit == null || isUnicode ? fit : fit.replaceAll("[^\\x20-\\x7e]", "?");
    }
}
