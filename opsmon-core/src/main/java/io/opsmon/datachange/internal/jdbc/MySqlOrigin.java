package io.opsmon.datachange.internal.jdbc;

import io.opsmon.datachange.internal.ChangeOrigin;
import io.opsmon.internal.jdbc.StorableText;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** User variables of MariaDB and MySQL, which the session keeps. */
final class MySqlOrigin implements OriginDialect {

    @Override
    public boolean isTransactional() {
        return false;
    }

    @Override
    public void set(Connection connection, ChangeOrigin origin) throws SQLException {
        @Nullable UUID operation = origin.operationId();
        try (PreparedStatement statement = connection.prepareStatement("SET @opsmon_operation = ?,"
                + " @opsmon_operator = ?, @opsmon_operator_name = ?, @opsmon_application = ?")) {
            statement.setString(1, operation == null ? "" : operation.toString());
            statement.setString(2, text(origin.operatorId(), 100));
            statement.setString(3, text(origin.operatorName(), 200));
            statement.setString(4, text(origin.application(), 100));
            statement.execute();
        }
    }

    @Override
    public void setForSession(Connection connection, ChangeOrigin origin) throws SQLException {
        set(connection, origin);
    }

    @Override
    public void clear(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET @opsmon_operation = NULL, @opsmon_operator = NULL, @opsmon_operator_name = NULL,"
                    + " @opsmon_application = NULL, @opsmon_counted = NULL, @opsmon_further = NULL");
        }
    }

    private static String text(@Nullable String value, int length) {
        return value == null ? "" : StorableText.fit(value, length);
    }
}
