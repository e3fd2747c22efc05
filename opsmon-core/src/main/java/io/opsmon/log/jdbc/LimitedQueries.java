package io.opsmon.log.jdbc;

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
 * Queries with a time limit that ends with the query. H2 keeps the limit of a statement for its whole connection, and
 * the connection goes back to the host's pool: without the reset, the limit would cancel the host's own statements.
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
            // A broken connection is not used again.
        }
    }
}
