package io.opsmon.operationlog.jdbc;

import io.opsmon.operationlog.OperationLogEntry;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** H2 2.x in any compatibility mode: a JDBC batch, since there is no round trip to save. */
final class H2Dialect extends Dialect {

    private static final String INSERT_MISSING =
            "INSERT INTO " + Column.TABLE + " (" + Column.NAMES + ") SELECT * FROM (VALUES " + casts() + ") v ("
                    + Column.NAMES + ") WHERE NOT EXISTS (SELECT 1 FROM " + Column.TABLE + " t WHERE t.id = v.id)";

    /** A bare parameter in a VALUES table has no type. */
    private static String casts() {
        StringBuilder casts = new StringBuilder("(");
        for (Column column : Column.ALL) {
            String type = switch (column) {
                case ID, CHAIN_SALT -> "UUID";
                case OCCURRED_AT -> "TIMESTAMP(6) WITH TIME ZONE";
                case DURATION_US, CHAIN_SEQ -> "BIGINT";
                case CHAIN_HASH, PERSONAL_HASH -> "BINARY(32)";
                case HTTP_STATUS -> "INTEGER";
                default -> "VARCHAR";
            };
            casts.append(column == Column.ID ? "" : ", ")
                    .append("CAST(? AS ")
                    .append(type)
                    .append(')');
        }
        return casts.append(')').toString();
    }

    @Override
    void insert(Connection connection, List<OperationLogEntry> entries) throws SQLException {
        insertOneByOne(connection, INSERT_MISSING, entries);
    }
}
