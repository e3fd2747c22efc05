package io.opsmon.log.internal.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Runs queries with a time limit and resets the limit afterwards. H2 applies the limit of a statement to its whole
 * connection, which returns to the host's pool. Without the reset, the limit would cancel the host's own statements.
 * Thread-safe.
 */
final class LimitedQueries {

    private final JdbcTemplate connections;
    private final int seconds;

    LimitedQueries(DataSource dataSource, Duration limit) {
        this.connections = new JdbcTemplate(dataSource);
        this.seconds = (int) Math.max(1, limit.plusMillis(999).toSeconds());
    }

    <T extends @Nullable Object> T run(Function<JdbcTemplate, T> query) {
        ConnectionCallback<T> limited = connection -> {
            try (Statement statement = connection.createStatement()) {
                int before = statement.getQueryTimeout();
                try {
                    return query.apply(limited(connection));
                } finally {
                    reset(statement, before);
                }
            }
        };
        @SuppressWarnings("NullAway") // Null only where the query returns null.
        T result = connections.execute(limited);
        return result;
    }

    private JdbcTemplate limited(Connection connection) {
        JdbcTemplate template = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
        template.setQueryTimeout(seconds);
        return template;
    }

    private static void reset(Statement statement, int before) {
        try {
            statement.setQueryTimeout(before);
        } catch (SQLException broken) {
            // The connection is broken and is not used again.
        }
    }
}
