package io.opsmon.log.internal.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Monthly partitions of a log's table in PostgreSQL, named {@code opsmon_operation_log_2026_11} for example. Entries of
 * months without a partition are stored in {@code opsmon_operation_log_rest}. Uses the caller's connection. Stateless.
 */
final class PostgresPartitions {

    private static final int MONTHS_AHEAD = 2;

    private final String table;
    private final Pattern partitionName;

    PostgresPartitions(String table) {
        this.table = table;
        this.partitionName = Pattern.compile(table + "_(\\d{4})_(\\d{2})");
    }

    /** Returns whether the table is partitioned. */
    boolean isPartitioned(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                        "SELECT relkind = 'p' FROM pg_class WHERE oid = to_regclass('" + table + "')");
                ResultSet row = select.executeQuery()) {
            return row.next() && row.getBoolean(1);
        }
    }

    /**
     * Creates the partitions of the current and the following months. If the rest partition already has entries of a
     * month, no partition is created for the month.
     */
    void createAhead(Connection connection, Instant now) throws SQLException {
        YearMonth current = YearMonth.from(now.atZone(ZoneOffset.UTC));
        for (int i = 0; i <= MONTHS_AHEAD; i++) {
            YearMonth month = current.plusMonths(i);
            if (!exists(connection, name(month)) && !restHas(connection, month)) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("CREATE TABLE " + name(month) + " PARTITION OF " + table + " FOR VALUES FROM ('"
                            + begin(month) + "') TO ('" + begin(month.plusMonths(1)) + "')");
                }
            }
        }
    }

    private static boolean exists(Connection connection, String name) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT to_regclass(?) IS NOT NULL")) {
            select.setString(1, name);
            try (ResultSet row = select.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    private boolean restHas(Connection connection, YearMonth month) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT 1 FROM " + table + "_rest WHERE occurred_at >= ? AND occurred_at < ? LIMIT 1")) {
            select.setObject(1, begin(month).atOffset(ZoneOffset.UTC));
            select.setObject(2, begin(month.plusMonths(1)).atOffset(ZoneOffset.UTC));
            try (ResultSet row = select.executeQuery()) {
                return row.next();
            }
        }
    }

    private String name(YearMonth month) {
        return String.format(Locale.ROOT, "%s_%04d_%02d", table, month.getYear(), month.getMonthValue());
    }

    private static Instant begin(YearMonth month) {
        return month.atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC);
    }

    /** Returns the partitions whose months end at or before a time, oldest first. */
    List<String> before(Connection connection, Instant cutoff) throws SQLException {
        List<String> names = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(
                        "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent ="
                                + " to_regclass('"
                                + table + "') ORDER BY c.relname");
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                Matcher name = partitionName.matcher(row.getString(1));
                if (name.matches()) {
                    YearMonth month = YearMonth.of(Integer.parseInt(name.group(1)), Integer.parseInt(name.group(2)));
                    if (!begin(month.plusMonths(1)).isAfter(cutoff)) {
                        names.add(row.getString(1));
                    }
                }
            }
        }
        return names;
    }

    /** Returns the number of the last entry of each chain in a partition. */
    Map<String, Long> lastOfChains(Connection connection, String partition) throws SQLException {
        Map<String, Long> last = new LinkedHashMap<>();
        try (PreparedStatement select = connection.prepareStatement("SELECT chain, MAX(chain_seq) FROM " + partition
                        + " WHERE chain_seq IS NOT NULL GROUP BY chain");
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                last.put(row.getString(1), row.getLong(2));
            }
        }
        return last;
    }

    /**
     * Returns whether the partition contains the oldest entries of its chains: no other partition has an older number,
     * and every entry is in a chain.
     */
    boolean isBeginningOfChains(Connection connection, String partition, Map<String, Long> last) throws SQLException {
        try (PreparedStatement select =
                        connection.prepareStatement("SELECT 1 FROM " + partition + " WHERE chain_seq IS NULL LIMIT 1");
                ResultSet row = select.executeQuery()) {
            if (row.next()) {
                return false;
            }
        }
        for (Map.Entry<String, Long> chain : last.entrySet()) {
            try (PreparedStatement select = connection.prepareStatement("SELECT 1 FROM " + table
                    + " WHERE chain = ? AND chain_seq <= ? AND tableoid <> to_regclass(?) LIMIT 1")) {
                select.setString(1, chain.getKey());
                select.setLong(2, chain.getValue());
                select.setString(3, partition);
                try (ResultSet row = select.executeQuery()) {
                    if (row.next()) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    /** Drops a partition. If another transaction uses the partition, the method fails after five seconds. */
    void drop(Connection connection, String partition) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET LOCAL lock_timeout = '5s'");
            statement.execute("DROP TABLE " + partition);
        }
    }
}
