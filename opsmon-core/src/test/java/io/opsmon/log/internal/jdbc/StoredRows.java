package io.opsmon.log.internal.jdbc;

import io.opsmon.internal.jdbc.Dialects;
import io.opsmon.log.definition.LogDefinition;
import io.opsmon.recording.RecordedEntry;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/** Rows that other programs store, without a position in the chain. */
public final class StoredRows {

    private StoredRows() {}

    /** Inserts one row after the other. */
    public static <E extends RecordedEntry> void insert(LogDefinition<E> log, DataSource database, List<E> rows) {
        try (Connection connection = database.getConnection()) {
            for (E row : rows) {
                LogInserts.insert(Dialects.of(database).of(connection), connection, LogTable.of(log), List.of(row));
            }
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
