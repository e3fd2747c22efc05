package io.opsmon.log.internal.jdbc;

import io.opsmon.internal.jdbc.SqlValues;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Dialect of H2 2.x in any compatibility mode. Entries are inserted by a JDBC batch, because H2 has no round trip to
 * save.
 */
final class H2Dialect extends Dialect {

    H2Dialect() {
        super(SqlValues.STANDARD);
    }

    @Override
    <E> void insert(Connection connection, LogTable<E> table, List<E> rows) throws SQLException {
        insertOneByOne(connection, table, rows);
    }

    /** As the generated column of the key in the changelog: the same in every locale of the JVM. */
    @Override
    public String nameKeyOfParameter() {
        return "REPLACE(LOWER(?), U&'\\0131', 'i')";
    }

    /**
     * {@code LOWER} of H2 depends on the locale of the JVM. In Turkish, the lower-case form of the I in "ID" is not the
     * i in "id".
     */
    @Override
    public String containsIgnoringCase(String column) {
        return column + " ILIKE ? ESCAPE '!'";
    }
}
