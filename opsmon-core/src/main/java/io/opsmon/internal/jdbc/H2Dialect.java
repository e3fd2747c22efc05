package io.opsmon.internal.jdbc;

import io.opsmon.jdbc.DatabaseDialect;
import io.opsmon.jdbc.DatabaseFamily;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Dialect of H2 2.x in the compatibility modes that store what is written. */
final class H2Dialect implements DatabaseDialect {

    /** Unsuitable modes by their names in lower case, with the reason. */
    private static final Map<String, String> UNSUITABLE_MODES = Map.of(
            "strict", "it has no LIMIT",
            "oracle", "it stores empty texts as NULL",
            "mssqlserver", "its unique indexes accept NULL only once",
            "derby", "its unique indexes accept NULL only once");

    @Override
    public boolean supports(Connection connection) throws SQLException {
        return connection.getMetaData().getDatabaseProductName().equalsIgnoreCase("h2");
    }

    @Override
    public DatabaseFamily family() {
        return DatabaseFamily.H2;
    }

    @Override
    public @Nullable String unsuitability(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT SETTING_VALUE FROM INFORMATION_SCHEMA.SETTINGS WHERE SETTING_NAME = 'MODE'")) {
            String mode = row.next() ? row.getString(1) : "REGULAR";
            @Nullable String reason = UNSUITABLE_MODES.get(mode.toLowerCase(Locale.ROOT));
            return reason == null ? null : "in MODE=" + mode + ", " + reason;
        }
    }
}
