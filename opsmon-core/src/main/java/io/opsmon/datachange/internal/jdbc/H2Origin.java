package io.opsmon.datachange.internal.jdbc;

import io.opsmon.datachange.internal.ChangeOrigin;
import io.opsmon.internal.jdbc.StorableText;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Variables of H2, which the session keeps. */
final class H2Origin implements OriginDialect {

    private static final String SET = "CALL CONCAT(SET(@opsmon_operation, CAST(? AS VARCHAR)),"
            + " SET(@opsmon_operator, CAST(? AS VARCHAR)), SET(@opsmon_operator_name, CAST(? AS VARCHAR)),"
            + " SET(@opsmon_application, CAST(? AS VARCHAR)))";

    @Override
    public boolean isTransactional() {
        return false;
    }

    @Override
    public void set(Connection connection, ChangeOrigin origin) throws SQLException {
        @Nullable UUID operation = origin.operationId();
        set(
                connection,
                operation == null ? "" : operation.toString(),
                text(origin.operatorId(), 100),
                text(origin.operatorName(), 200),
                text(origin.application(), 100));
    }

    @Override
    public void setForSession(Connection connection, ChangeOrigin origin) throws SQLException {
        set(connection, origin);
    }

    @Override
    public void clear(Connection connection) throws SQLException {
        set(connection, "", "", "", "");
    }

    private static void set(Connection connection, String... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SET)) {
            for (int i = 0; i < values.length; i++) {
                statement.setString(i + 1, values[i]);
            }
            statement.execute();
        }
    }

    private static String text(@Nullable String value, int length) {
        return value == null ? "" : StorableText.fit(value, length);
    }
}
