package io.opsmon.datachange.internal.jdbc;

import io.opsmon.datachange.internal.CaptureSettings;
import io.opsmon.datachange.internal.TriggerUpkeep;
import io.opsmon.datachange.internal.h2.H2Triggers;
import io.opsmon.datachange.internal.mysql.MySqlTriggers;
import io.opsmon.datachange.internal.postgres.PostgresTriggers;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Selects the upkeep of a database.
 *
 * @since 0.1
 */
public final class TriggerUpkeeps {

    private TriggerUpkeeps() {}

    /**
     * Returns the upkeep of a database.
     *
     * @param connection a connection to the database
     * @return the upkeep; for a database without triggers of opsmon, an upkeep that reports this
     * @throws SQLException if the connection fails
     */
    public static TriggerUpkeep of(Connection connection) throws SQLException {
        String product = connection.getMetaData().getDatabaseProductName();
        return switch (product) {
            case "PostgreSQL" -> new PostgresTriggers();
            case "H2" -> new H2Triggers();
            case "MariaDB", "MySQL" -> new MySqlTriggers();
            default -> (unused, settings) -> unsupported(product, settings);
        };
    }

    private static TriggerUpkeep.Result unsupported(String product, CaptureSettings settings) {
        TriggerUpkeep.Problem problem = new TriggerUpkeep.Problem(
                "*",
                "data changes are not available in \"" + product + "\"; they need PostgreSQL, MariaDB, MySQL or H2",
                List.of());
        return new TriggerUpkeep.Result(
                List.of(), List.of(), settings.tables().isEmpty() ? List.of() : List.of(problem));
    }
}
