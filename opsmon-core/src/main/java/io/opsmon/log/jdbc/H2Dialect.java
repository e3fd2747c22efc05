package io.opsmon.log.jdbc;

import io.opsmon.jdbc.SqlValues;
import io.opsmon.recording.RecordedEntry;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** H2 2.x in any compatibility mode: a JDBC batch, since there is no round trip to save. */
final class H2Dialect extends Dialect {

    H2Dialect() {
        super(SqlValues.STANDARD);
    }

    @Override
    <E extends RecordedEntry> void insert(Connection connection, LogLayout<E> layout, List<E> entries)
            throws SQLException {
        insertOneByOne(connection, layout, entries);
    }

    /**
     * {@code LOWER} of H2 follows the locale of the JVM: in Turkish, it makes the I of "ID" another letter than that of
     * "id".
     */
    @Override
    public String containsIgnoringCase(String column) {
        return column + " ILIKE ? ESCAPE '!'";
    }
}
