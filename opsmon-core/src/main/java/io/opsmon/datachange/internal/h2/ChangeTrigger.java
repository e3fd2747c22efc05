package io.opsmon.datachange.internal.h2;

import io.opsmon.datachange.internal.JsonTexts;
import io.opsmon.datachange.internal.RowFormat;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.HexFormat;
import java.util.Objects;
import java.util.StringJoiner;
import org.h2.api.Trigger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records the changes of a row in H2. The database creates one object for each trigger, and serializes calls for one
 * table. Origin and counter are variables of the session.
 *
 * @since 0.1
 */
public final class ChangeTrigger implements Trigger {

    private static final Logger log = LoggerFactory.getLogger(ChangeTrigger.class);

    private String schema = "";
    private String name = "";
    private String action = "";
    private volatile @Nullable TriggerSettings settings;

    /** Creates the trigger. */
    public ChangeTrigger() {}

    @Override
    public void init(Connection connection, String schema, String trigger, String table, boolean before, int type) {
        this.schema = schema;
        // ALTER TABLE copies a table with its triggers, and renames the copies afterwards.
        this.name = trigger.substring(Math.max(0, trigger.indexOf("opsmon_dc_")));
        this.action = type == INSERT ? "INSERT" : type == UPDATE ? "UPDATE" : "DELETE";
    }

    @Override
    public void fire(Connection connection, @Nullable Object @Nullable [] oldRow, @Nullable Object @Nullable [] newRow)
            throws SQLException {
        TriggerSettings known = settings(connection);
        try {
            record(connection, known, oldRow, newRow);
        } catch (SQLException | RuntimeException failure) {
            if (!known.failsOpen()) {
                throw failure;
            }
            log.error("The changes of \"{}\" could not be recorded", known.label(), failure);
            recordGap(connection, known, failure);
        }
    }

    /** ALTER TABLE loses the settings. Until the next check replaces the trigger, each change is a gap. */
    private TriggerSettings settings(Connection connection) throws SQLException {
        @Nullable TriggerSettings known = settings;
        if (known != null) {
            return known;
        }
        String label = name;
        try (PreparedStatement select = connection.prepareStatement("SELECT REMARKS,"
                + " CONCAT(EVENT_OBJECT_SCHEMA, '.', EVENT_OBJECT_TABLE) FROM INFORMATION_SCHEMA.TRIGGERS"
                + " WHERE TRIGGER_SCHEMA = ? AND TRIGGER_NAME = ?")) {
            select.setString(1, schema);
            select.setString(2, name);
            try (ResultSet row = select.executeQuery()) {
                if (row.next()) {
                    label = row.getString(2);
                    settings = TriggerSettings.ofComment(row.getString(1));
                }
            }
        }
        known = settings;
        return known == null ? TriggerSettings.lost(label) : known;
    }

    private void record(
            Connection connection,
            TriggerSettings known,
            @Nullable Object @Nullable [] oldRow,
            @Nullable Object @Nullable [] newRow)
            throws SQLException {
        @Nullable String[] old = texts(oldRow);
        @Nullable String[] now = texts(newRow);
        if (Math.max(old.length, now.length) != known.columns().size()) {
            throw new SQLException("The columns of the table have changed; the next check replaces the trigger");
        }
        RowFormat format = known.format();
        boolean isUpdate = action.equals("UPDATE");
        if (isUpdate && !format.differs(old, now)) {
            return;
        }
        Session session = Session.of(connection);
        if (session.rows() >= known.maxRows()) {
            count(connection, known, session);
            return;
        }
        String key = format.key(action.equals("INSERT") ? now : old);
        String newKey = isUpdate ? format.key(now) : key;
        insert(
                connection,
                known,
                session,
                new Row(
                        action,
                        key,
                        newKey.equals(key) ? null : newKey,
                        oldRow == null ? null : format.values(old, isUpdate ? now : null),
                        newRow == null ? null : format.values(now, isUpdate ? old : null),
                        1L,
                        null));
        session.recorded(connection);
    }

    /**
     * Counts a row in the row of the same table and action, which a savepoint may have rolled back. The session keeps
     * the identifier of the counting row: a search for this row would read all changes of the table.
     */
    private void count(Connection connection, TriggerSettings known, Session session) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("UPDATE " + known.target()
                + " SET row_count = row_count + 1 WHERE id = CAST(@opsmon_further AS BIGINT) AND transaction_id = ?"
                + " AND table_name = ? AND action = ?")) {
            update.setString(1, session.transaction());
            update.setString(2, known.label());
            update.setString(3, action);
            if (update.executeUpdate() == 0) {
                long id = insert(connection, known, session, new Row(action, null, null, null, null, 1L, null));
                try (PreparedStatement keep =
                        connection.prepareStatement("CALL SET(@opsmon_further, CAST(? AS BIGINT))")) {
                    keep.setLong(1, id);
                    keep.execute();
                }
            }
        }
    }

    private void recordGap(Connection connection, TriggerSettings known, Exception failure) {
        String note = action + ": " + failure.getMessage();
        try {
            insert(
                    connection,
                    known,
                    Session.of(connection),
                    new Row("GAP", null, null, null, null, null, note.substring(0, Math.min(500, note.length()))));
        } catch (SQLException | RuntimeException second) {
            log.error("The gap of \"{}\" could not be recorded", known.label(), second);
        }
    }

    /** The members of a recorded row that differ between changes of a session. */
    private record Row(
            String action,
            @Nullable String key,
            @Nullable String newKey,
            @Nullable String oldValues,
            @Nullable String newValues,
            @Nullable Long count,
            @Nullable String note) {}

    /** Inserts a change, and returns its identifier. */
    private static long insert(Connection connection, TriggerSettings known, Session session, Row row)
            throws SQLException {
        String sql = "INSERT INTO " + known.target()
                + " (changed_at, transaction_id, table_name, action, row_key, new_key, old_values, new_values,"
                + " row_count, operation_id, operator_id, operator_name, application, database_user, note) VALUES"
                + " (CURRENT_TIMESTAMP(6), ?, ?, ?, ?, ?, ?, ?, ?, CAST(? AS UUID), ?, ?, ?, CURRENT_USER, ?)";
        try (PreparedStatement insert = connection.prepareStatement(sql, new String[] {"ID"})) {
            int next = 1;
            insert.setString(next++, session.transaction());
            insert.setString(next++, known.label());
            insert.setString(next++, row.action());
            insert.setString(next++, row.key());
            insert.setString(next++, row.newKey());
            insert.setString(next++, row.oldValues());
            insert.setString(next++, row.newValues());
            insert.setObject(next++, row.count());
            insert.setString(next++, session.operation());
            insert.setString(next++, session.operator());
            insert.setString(next++, session.operatorName());
            insert.setString(next++, session.application());
            insert.setString(next, row.note());
            insert.executeUpdate();
            try (ResultSet id = insert.getGeneratedKeys()) {
                id.next();
                return id.getLong(1);
            }
        }
    }

    /** The origin of the session, and the number of rows that it has recorded for the operation or transaction. */
    private record Session(
            @Nullable String operation,
            @Nullable String operator,
            @Nullable String operatorName,
            @Nullable String application,
            @Nullable String transaction,
            String counted,
            int rows) {

        static Session of(Connection connection) throws SQLException {
            try (PreparedStatement select = connection.prepareStatement("SELECT CAST(@opsmon_operation AS VARCHAR),"
                            + " CAST(@opsmon_operator AS VARCHAR), CAST(@opsmon_operator_name AS VARCHAR),"
                            + " CAST(@opsmon_application AS VARCHAR), CAST(TRANSACTION_ID() AS VARCHAR),"
                            + " CAST(@opsmon_counted AS VARCHAR), CAST(@opsmon_rows AS INTEGER)");
                    ResultSet row = select.executeQuery()) {
                row.next();
                @Nullable String operation = blankAsNull(row.getString(1));
                @Nullable String transaction = row.getString(5);
                String counted = operation == null ? String.valueOf(transaction) : operation;
                return new Session(
                        operation,
                        blankAsNull(row.getString(2)),
                        blankAsNull(row.getString(3)),
                        blankAsNull(row.getString(4)),
                        transaction,
                        counted,
                        counted.equals(row.getString(6)) ? row.getInt(7) : 0);
            }
        }

        void recorded(Connection connection) throws SQLException {
            try (PreparedStatement count = connection.prepareStatement(
                    "CALL CONCAT(SET(@opsmon_counted, CAST(? AS VARCHAR)), SET(@opsmon_rows, CAST(? AS INTEGER)))")) {
                count.setString(1, counted);
                count.setInt(2, rows + 1);
                count.execute();
            }
        }

        private static @Nullable String blankAsNull(@Nullable String text) {
            return text == null || text.isEmpty() ? null : text;
        }
    }

    private static @Nullable String[] texts(@Nullable Object @Nullable [] row) throws SQLException {
        @Nullable String[] texts = new String[row == null ? 0 : row.length];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = text(Objects.requireNonNull(row)[i]);
        }
        return texts;
    }

    /** Returns the text of a value. */
    static @Nullable String text(@Nullable Object value) throws SQLException {
        if (value instanceof BigDecimal number) {
            return number.toPlainString();
        }
        if (value instanceof byte[] bytes) {
            return "0x" + HexFormat.of().withUpperCase().formatHex(bytes);
        }
        if (value instanceof Blob blob) {
            return text(blob.getBytes(1, Math.toIntExact(blob.length())));
        }
        if (value instanceof Clob clob) {
            return clob.getSubString(1, Math.toIntExact(clob.length()));
        }
        if (value instanceof Array array) {
            return text(array.getArray());
        }
        if (value instanceof Object[] elements) {
            return array(elements);
        }
        if (value instanceof Timestamp legacy) {
            // H2 makes such values with the time zone of the JVM.
            return LocalDateTime.ofInstant(legacy.toInstant(), ZoneId.systemDefault())
                    .toString();
        }
        if (value instanceof Date legacy) {
            return legacy.toLocalDate().toString();
        }
        return value == null ? null : value.toString();
    }

    /** Returns a JSON array of texts, because elements may contain any separator. */
    private static String array(@Nullable Object[] elements) throws SQLException {
        StringJoiner array = new StringJoiner(", ", "[", "]");
        for (@Nullable Object element : elements) {
            @Nullable String text = text(element);
            boolean isArray = element instanceof Object[] || element instanceof Array;
            array.add(text == null ? "null" : isArray ? text : JsonTexts.quoted(text));
        }
        return array.toString();
    }
}
