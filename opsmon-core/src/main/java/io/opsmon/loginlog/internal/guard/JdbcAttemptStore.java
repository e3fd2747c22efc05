package io.opsmon.loginlog.internal.guard;

import io.opsmon.internal.jdbc.OwnTransactions;
import io.opsmon.jdbc.DatabaseDialect;
import io.opsmon.loginlog.guard.AttemptKey;
import io.opsmon.loginlog.guard.AttemptLock;
import io.opsmon.loginlog.guard.AttemptPolicy;
import io.opsmon.loginlog.guard.AttemptStore;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * Stores attempts in {@code opsmon_login_attempt}, one row per key; a failure locks its row. The window is counted in
 * halves, because a row holds no list. A failure counts for at least the window and at most one and a half times as
 * long. Thread-safe.
 *
 * @since 0.1
 */
public final class JdbcAttemptStore implements AttemptStore {

    private static final Logger log = LoggerFactory.getLogger(JdbcAttemptStore.class);

    private static final String COLUMNS =
            "id, username, address, window_start, failures, failures_before, locks, locked_failures, locked_since, locked_until";

    private static final int ATTEMPTS = 20;

    /** The number of new rows between two checks of the row count is the capacity divided by this number. */
    private static final int LOOKS = 100;

    private final OwnTransactions transactions;
    private final int share;
    private final int newRowsBetweenLooks;

    /** Counts down to the next check; the first new row of this process triggers a check. */
    private final AtomicInteger untilLook = new AtomicInteger(1);

    /** The number of failures from which a row is close to a lock, by the strictest policy seen. */
    private final AtomicInteger near = new AtomicInteger(Integer.MAX_VALUE);

    private record Counted(Reservation reservation, boolean isNew) {}

    private record Row(
            @Nullable String username,
            String address,
            Instant windowStart,
            int failures,
            int failuresBefore,
            int locks,
            int lockedFailures,
            @Nullable Instant lockedSince,
            @Nullable Instant lockedUntil) {

        Optional<AttemptLock> lock(String id, Instant now) {
            return lockedSince != null && lockedUntil != null && lockedUntil.isAfter(now)
                    ? Optional.of(new AttemptLock(id, username, address, lockedFailures, lockedSince, lockedUntil))
                    : Optional.empty();
        }
    }

    /**
     * Creates a store.
     *
     * @param dataSource the database of {@code opsmon_login_attempt}
     * @param capacity the maximum number of rows, at least 1; each node may exceed it by one percent before it removes
     *     rows
     */
    public JdbcAttemptStore(DataSource dataSource, int capacity) {
        this.transactions = new OwnTransactions(dataSource);
        this.share = AttemptStore.share(capacity);
        this.newRowsBetweenLooks = Math.max(1, capacity / LOOKS);
    }

    @Override
    public Optional<AttemptLock> lock(AttemptKey key, Instant now) {
        return transactions.run("Find a login lock", connection -> {
            @Nullable Row row = select(connection, key.id(), "");
            return row == null ? Optional.empty() : row.lock(key.id(), now);
        });
    }

    @Override
    public Reservation reserve(AttemptKey key, AttemptPolicy policy, Instant now) {
        Instant cut = now.truncatedTo(ChronoUnit.MICROS);
        near.accumulateAndGet(policy.failures() - 1, Math::min);
        Counted counted = transactions.runContended(
                "Count a failed login", ATTEMPTS, connection -> count(connection, key, policy, cut));
        if (counted.isNew() && untilLook.decrementAndGet() == 0) {
            untilLook.set(newRowsBetweenLooks);
            evict();
        }
        return counted.reservation();
    }

    private Counted count(Connection connection, AttemptKey key, AttemptPolicy policy, Instant now)
            throws SQLException {
        String id = key.id();
        // Not locked at first: MySQL would lock the gap of the missing row, and two transactions would deadlock.
        @Nullable Row found = select(connection, id, "") == null ? null : select(connection, id, " FOR UPDATE");
        boolean isNew = found == null;
        Row row = found == null ? new Row(key.username(), key.address(), now, 0, 0, 0, 0, null, null) : found;
        Optional<AttemptLock> lock = row.lock(id, now);
        if (lock.isPresent()) {
            return new Counted(new Reservation(false, lock.get()), false);
        }
        Row counted = counted(rolled(row, policy, now), policy, now);
        write(connection, isNew, id, counted);
        @Nullable
        AttemptLock made =
                now.equals(counted.lockedSince()) ? counted.lock(id, now).orElse(null) : null;
        return new Counted(new Reservation(true, made), isNew);
    }

    /**
     * Removes the rows beyond the share of each group. Counts all rows, once for each percent of the capacity that is
     * new: about a hundred rows for each new row. The attempt that triggers the check is counted already and does not
     * fail.
     */
    private void evict() {
        try {
            String isNear = "locks = 0 AND failures + failures_before >= " + near.get();
            String isOther = "locks = 0 AND failures + failures_before < " + near.get();
            evict("locks > 0", "COALESCE(locked_until, window_start)", "");
            // A row that has been locked since the search stays.
            evict(isNear, "window_start", " AND locks = 0");
            evict(isOther, "window_start", " AND locks = 0");
        } catch (DataAccessException failure) {
            log.warn("Could not remove login attempts beyond the capacity. The next check removes them.", failure);
        }
    }

    private void evict(String group, String order, String still) {
        List<String> ids = transactions.run("Find login attempts beyond the capacity", connection -> {
            List<String> found = new ArrayList<>();
            try (Statement statement = connection.createStatement()) {
                long over;
                try (ResultSet row =
                        statement.executeQuery("SELECT COUNT(*) FROM opsmon_login_attempt WHERE " + group)) {
                    row.next();
                    over = row.getLong(1) - share;
                }
                if (over > 0) {
                    try (ResultSet row = statement.executeQuery("SELECT id FROM opsmon_login_attempt WHERE " + group
                            + " ORDER BY " + order + ", id "
                            + transactions.dialect(connection).limit(String.valueOf(over)))) {
                        while (row.next()) {
                            found.add(row.getString(1));
                        }
                    }
                }
            }
            // In one order on all nodes, so that they do not deadlock.
            Collections.sort(found);
            return found;
        });
        if (!ids.isEmpty()) {
            transactions.runContended("Remove login attempts beyond the capacity", ATTEMPTS, connection -> {
                try (PreparedStatement delete =
                        connection.prepareStatement("DELETE FROM opsmon_login_attempt WHERE id = ?" + still)) {
                    for (String id : ids) {
                        delete.setString(1, id);
                        delete.addBatch();
                    }
                    delete.executeBatch();
                }
                return true;
            });
        }
    }

    @Override
    public void giveBack(AttemptKey key, AttemptPolicy policy, Reservation reservation, Instant now) {
        transactions.runContended("Cancel a counted sign-in attempt", ATTEMPTS, connection -> {
            @Nullable Row row = select(connection, key.id(), " FOR UPDATE");
            if (row != null) {
                write(connection, false, key.id(), withoutOne(row, policy, reservation.lock()));
            }
            return true;
        });
    }

    private static Row withoutOne(Row row, AttemptPolicy policy, @Nullable AttemptLock made) {
        if (made == null) {
            boolean here = row.failures() > 0;
            return with(
                    row,
                    row.windowStart(),
                    here ? row.failures() - 1 : 0,
                    here ? row.failuresBefore() : Math.max(0, row.failuresBefore() - 1),
                    row.locks());
        }
        return made.since().equals(row.lockedSince())
                ? new Row(
                        row.username(),
                        row.address(),
                        row.windowStart(),
                        policy.failures() - 1,
                        0,
                        row.locks() - 1,
                        0,
                        null,
                        null)
                : row;
    }

    /** Drops halves of the window that have passed, and locks beyond the retention time. */
    private static Row rolled(Row row, AttemptPolicy policy, Instant now) {
        Duration half = policy.window().dividedBy(2);
        Duration since = Duration.between(row.windowStart(), now);
        boolean forgotten = row.lockedUntil() != null
                && row.lockedUntil().plus(policy.memory()).isBefore(now);
        int locks = forgotten ? 0 : row.locks();
        if (since.compareTo(half) < 0) {
            return with(row, row.windowStart(), row.failures(), row.failuresBefore(), locks);
        }
        boolean next = since.compareTo(policy.window()) < 0;
        return with(row, now, 0, next ? row.failures() : 0, locks);
    }

    private static Row with(Row row, Instant windowStart, int failures, int before, int locks) {
        return new Row(
                row.username(),
                row.address(),
                windowStart,
                failures,
                before,
                locks,
                row.lockedFailures(),
                row.lockedSince(),
                row.lockedUntil());
    }

    private static Row counted(Row row, AttemptPolicy policy, Instant now) {
        int failures = row.failures() + 1;
        int all = failures + row.failuresBefore();
        if (all < policy.failures()) {
            return with(row, row.windowStart(), failures, row.failuresBefore(), row.locks());
        }
        return new Row(
                row.username(),
                row.address(),
                now,
                0,
                0,
                row.locks() + 1,
                all,
                now,
                now.plus(policy.lockTime(row.locks())).truncatedTo(ChronoUnit.MICROS));
    }

    private @Nullable Row select(Connection connection, String id, String lock) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT " + COLUMNS + " FROM opsmon_login_attempt WHERE id = ?" + lock)) {
            select.setString(1, id);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row(connection, row) : null;
            }
        }
    }

    private Row row(Connection connection, ResultSet row) throws SQLException {
        DatabaseDialect known = transactions.dialect(connection);
        boolean locked = row.getObject(9) != null;
        return new Row(
                row.getString(2),
                row.getString(3),
                known.instant(row, 4),
                row.getInt(5),
                row.getInt(6),
                row.getInt(7),
                row.getInt(8),
                locked ? known.instant(row, 9) : null,
                locked ? known.instant(row, 10) : null);
    }

    private void write(Connection connection, boolean isNew, String id, Row row) throws SQLException {
        String sql = isNew
                ? "INSERT INTO opsmon_login_attempt (username, address, window_start, failures, failures_before, locks,"
                        + " locked_failures, locked_since, locked_until, id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                : "UPDATE opsmon_login_attempt SET username = ?, address = ?, window_start = ?, failures = ?,"
                        + " failures_before = ?, locks = ?, locked_failures = ?, locked_since = ?, locked_until = ? WHERE id = ?";
        DatabaseDialect known = transactions.dialect(connection);
        try (PreparedStatement write = connection.prepareStatement(sql)) {
            write.setString(1, row.username());
            write.setString(2, row.address());
            write.setObject(3, known.toSql(row.windowStart()));
            write.setInt(4, row.failures());
            write.setInt(5, row.failuresBefore());
            write.setInt(6, row.locks());
            write.setInt(7, row.lockedFailures());
            write.setObject(8, row.lockedSince() == null ? null : known.toSql(row.lockedSince()));
            write.setObject(9, row.lockedUntil() == null ? null : known.toSql(row.lockedUntil()));
            write.setString(10, id);
            write.executeUpdate();
        }
    }

    @Override
    public Optional<AttemptLock> clear(String id, Instant now) {
        return transactions.run("Remove a login lock", connection -> {
            @Nullable Row row = select(connection, id, " FOR UPDATE");
            try (PreparedStatement delete =
                    connection.prepareStatement("DELETE FROM opsmon_login_attempt WHERE id = ?")) {
                delete.setString(1, id);
                delete.executeUpdate();
            }
            return row == null ? Optional.empty() : row.lock(id, now);
        });
    }

    @Override
    public List<AttemptLock> locks(Instant now, int limit) {
        return transactions.run("List the login locks", connection -> {
            List<AttemptLock> locks = new ArrayList<>();
            DatabaseDialect dialect = transactions.dialect(connection);
            try (PreparedStatement select = connection.prepareStatement("SELECT " + COLUMNS
                    + " FROM opsmon_login_attempt WHERE locked_until > ? ORDER BY locked_until DESC "
                    + dialect.limit("?"))) {
                select.setObject(1, dialect.toSql(now));
                select.setInt(2, limit);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        row(connection, row).lock(row.getString(1), now).ifPresent(locks::add);
                    }
                }
            }
            locks.sort((a, b) -> b.since().compareTo(a.since()));
            return locks;
        });
    }

    /**
     * Removes expired rows.
     *
     * @param before the time since which a removed row has had no attempt and no lock
     * @return the number of removed rows
     */
    public long removeBefore(Instant before) {
        return transactions.run("Remove old login attempts", connection -> {
            try (PreparedStatement delete = connection.prepareStatement("DELETE FROM opsmon_login_attempt"
                    + " WHERE window_start < ? AND (locked_until IS NULL OR locked_until < ?)")) {
                delete.setObject(1, transactions.dialect(connection).toSql(before));
                delete.setObject(2, transactions.dialect(connection).toSql(before));
                return (long) delete.executeUpdate();
            }
        });
    }
}
