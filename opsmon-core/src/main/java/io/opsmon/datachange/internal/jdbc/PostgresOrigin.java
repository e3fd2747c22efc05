package io.opsmon.datachange.internal.jdbc;

import io.opsmon.datachange.internal.ChangeOrigin;
import io.opsmon.internal.jdbc.StorableText;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Settings of PostgreSQL that end with the transaction. */
final class PostgresOrigin implements OriginDialect {

    private static final String SET = "SELECT pg_catalog.set_config('opsmon.operation', ?, ?),"
            + " pg_catalog.set_config('opsmon.operator', ?, ?),"
            + " pg_catalog.set_config('opsmon.operator_name', ?, ?),"
            + " pg_catalog.set_config('opsmon.application', ?, ?)";

    private final boolean isUnicode;

    private PostgresOrigin(boolean isUnicode) {
        this.isUnicode = isUnicode;
    }

    /** In a database of another encoding, a name with other characters would fail the host's transaction. */
    static PostgresOrigin of(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW server_encoding")) {
            return new PostgresOrigin(row.next() && "UTF8".equals(row.getString(1)));
        }
    }

    @Override
    public boolean isTransactional() {
        return true;
    }

    @Override
    public void set(Connection connection, ChangeOrigin origin) throws SQLException {
        set(connection, origin, true);
    }

    @Override
    public void setForSession(Connection connection, ChangeOrigin origin) throws SQLException {
        set(connection, origin, false);
    }

    private void set(Connection connection, ChangeOrigin origin, boolean isLocal) throws SQLException {
        @Nullable UUID operation = origin.operationId();
        set(
                connection,
                isLocal,
                operation == null ? "" : operation.toString(),
                text(origin.operatorId(), 100),
                text(origin.operatorName(), 200),
                text(origin.application(), 100));
    }

    @Override
    public void clear(Connection connection) throws SQLException {
        set(connection, false, "", "", "", "");
    }

    private static void set(Connection connection, boolean isLocal, String... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SET)) {
            int next = 1;
            for (String value : values) {
                statement.setString(next++, value);
                statement.setBoolean(next++, isLocal);
            }
            statement.execute();
        }
    }

    private String text(@Nullable String value, int length) {
        String text = value == null ? "" : StorableText.fit(value, length);
        return isUnicode ? text : text.replaceAll("[^\\x20-\\x7e]", "?");
    }
}
