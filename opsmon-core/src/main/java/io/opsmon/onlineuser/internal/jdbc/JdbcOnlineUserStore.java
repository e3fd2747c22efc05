package io.opsmon.onlineuser.internal.jdbc;

import io.opsmon.client.Device;
import io.opsmon.client.DeviceClass;
import io.opsmon.client.Location;
import io.opsmon.internal.jdbc.LikePattern;
import io.opsmon.internal.jdbc.OwnTransactions;
import io.opsmon.internal.jdbc.StorableText;
import io.opsmon.jdbc.DatabaseDialect;
import io.opsmon.onlineuser.Kick;
import io.opsmon.onlineuser.OnlineSession;
import io.opsmon.onlineuser.OnlineUserPage;
import io.opsmon.onlineuser.OnlineUserQuery;
import io.opsmon.onlineuser.OnlineUserQuery.Cursor;
import io.opsmon.onlineuser.OnlineUserQuery.Sort;
import io.opsmon.onlineuser.OnlineUserStore;
import io.opsmon.onlineuser.SessionKind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Stores sessions in {@code opsmon_online_session} and kicks in {@code opsmon_online_kick}. Every node reads the kicks
 * at a fixed interval, which is the maximum delay of a kick. Thread-safe.
 *
 * @since 0.1
 */
public final class JdbcOnlineUserStore implements OnlineUserStore {

    private static final String COLUMNS = "ref, username, kind, client_ip, browser, browser_version, os, os_version,"
            + " device_class, device_name, country, region, city, node, since, last_access, expires_at, remember_me, max_idle_ms,"
            + " sealed_id, alive_until";
    private static final int COLUMN_COUNT = 21;
    private static final int COUNTED = 10_000;
    private static final int ATTEMPTS = 3;
    private static final int SEALED_ID_LENGTH = 255;

    private final OwnTransactions transactions;
    private final Duration timeout;
    private final Duration poll;

    /**
     * Creates a store.
     *
     * @param dataSource the database with the tables
     * @param timeout the maximum idle time of a session that has no idle time of its own
     * @param poll the interval at which a node reads the kicks
     */
    public JdbcOnlineUserStore(DataSource dataSource, Duration timeout, Duration poll) {
        this.transactions = new OwnTransactions(dataSource);
        this.timeout = timeout;
        this.poll = poll;
    }

    @Override
    public void put(List<OnlineSession> sessions) {
        transactions.runContended("Write online users", ATTEMPTS, connection -> {
            write(connection, sessions);
            return true;
        });
    }

    private void write(Connection connection, List<OnlineSession> sessions) throws SQLException {
        List<String> refs = sessions.stream().map(OnlineSession::ref).toList();
        Set<String> kicked = existing(connection, "opsmon_online_kick", refs);
        delete(connection, "opsmon_online_session", refs);
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO opsmon_online_session (" + COLUMNS + ") VALUES " + placeholders(COLUMN_COUNT))) {
            for (OnlineSession session : sessions) {
                if (!kicked.contains(session.ref())) {
                    bind(insert, session, transactions.dialect(connection));
                    insert.addBatch();
                }
            }
            insert.executeBatch();
        }
    }

    private void bind(PreparedStatement insert, OnlineSession session, DatabaseDialect values) throws SQLException {
        Device device = session.device();
        @Nullable Location location = session.location();
        insert.setString(1, session.ref());
        insert.setString(2, StorableText.fit(session.username(), 200));
        insert.setString(3, session.kind().name());
        insert.setString(4, StorableText.fitOrNull(session.clientIp(), 45));
        insert.setString(5, StorableText.fitOrNull(device.browser(), 100));
        insert.setString(6, StorableText.fitOrNull(device.browserVersion(), 50));
        insert.setString(7, StorableText.fitOrNull(device.system(), 100));
        insert.setString(8, StorableText.fitOrNull(device.systemVersion(), 50));
        insert.setString(9, device.deviceClass().name());
        insert.setString(10, StorableText.fitOrNull(device.name(), 100));
        insert.setString(11, location == null ? null : StorableText.fit(location.country(), 100));
        insert.setString(12, location == null ? null : StorableText.fitOrNull(location.region(), 100));
        insert.setString(13, location == null ? null : StorableText.fitOrNull(location.city(), 100));
        insert.setString(14, StorableText.fit(session.node(), 100));
        insert.setObject(15, values.toSql(session.since()));
        insert.setObject(16, values.toSql(session.lastAccess()));
        insert.setObject(17, session.expiresAt() == null ? null : values.toSql(session.expiresAt()));
        insert.setString(18, session.rememberMe());
        insert.setObject(
                19, session.maxIdle() == null ? null : session.maxIdle().toMillis(), Types.BIGINT);
        insert.setString(20, stored(session.sealedId()));
        insert.setObject(21, values.toSql(session.aliveUntil(timeout)));
    }

    /** An incomplete id could not be decrypted. */
    private static @Nullable String stored(@Nullable String sealedId) {
        return sealedId != null && sealedId.length() > SEALED_ID_LENGTH ? null : sealedId;
    }

    private static String placeholders(int count) {
        return "(" + String.join(", ", Collections.nCopies(count, "?")) + ")";
    }

    private static void bindAll(PreparedStatement statement, Collection<String> texts) throws SQLException {
        int index = 1;
        for (String text : texts) {
            statement.setString(index++, text);
        }
    }

    private static Set<String> existing(Connection connection, String table, Collection<String> refs)
            throws SQLException {
        Set<String> found = new HashSet<>();
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT ref FROM " + table + " WHERE ref IN " + placeholders(refs.size()))) {
            bindAll(select, refs);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.add(row.getString(1));
                }
            }
        }
        return found;
    }

    private static void delete(Connection connection, String table, Collection<String> refs) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM " + table + " WHERE ref IN " + placeholders(refs.size()))) {
            bindAll(delete, refs);
            delete.executeUpdate();
        }
    }

    @Override
    public List<String> touch(List<Touch> touches) {
        if (touches.isEmpty()) {
            return List.of();
        }
        // Sorted by reference, so that two nodes do not deadlock.
        List<Touch> sorted =
                touches.stream().sorted((a, b) -> a.ref().compareTo(b.ref())).toList();
        return transactions.run("Update the last access of online users", connection -> {
            DatabaseDialect known = transactions.dialect(connection);
            try (PreparedStatement update = connection.prepareStatement(
                    "UPDATE opsmon_online_session SET last_access = ?, alive_until = ? WHERE ref = ? AND last_access < ?")) {
                for (Touch touch : sorted) {
                    update.setObject(1, known.toSql(touch.at()));
                    Instant until = touch.until() == null ? touch.at().plus(timeout) : touch.until();
                    update.setObject(2, known.toSql(until));
                    update.setString(3, touch.ref());
                    update.setObject(4, known.toSql(touch.at()));
                    update.addBatch();
                }
                update.executeBatch();
            }
            List<String> refs = sorted.stream().map(Touch::ref).toList();
            Set<String> there = existing(connection, "opsmon_online_session", refs);
            return refs.stream().filter(ref -> !there.contains(ref)).toList();
        });
    }

    @Override
    public void remove(Collection<String> refs) {
        if (!refs.isEmpty()) {
            transactions.execute(
                    "Remove online users", connection -> delete(connection, "opsmon_online_session", refs));
        }
    }

    @Override
    public Optional<OnlineSession> get(String ref, Instant now) {
        return transactions.run("Find an online user", connection -> {
            Conditions where =
                    new Conditions(transactions.dialect(connection)).alive(now).and("ref = ?", ref);
            return select(connection, where, "").stream().findFirst();
        });
    }

    /** The conditions of a statement and the values to bind. */
    private static final class Conditions {
        private final DatabaseDialect known;
        private final StringBuilder text = new StringBuilder(" WHERE 1 = 1");
        private final List<Object> bound = new ArrayList<>();

        Conditions(DatabaseDialect known) {
            this.known = known;
        }

        Conditions alive(Instant now) {
            return and("alive_until > ?", known.toSql(now));
        }

        Conditions and(String condition, Object... parameters) {
            text.append(" AND ").append(condition);
            bound.addAll(List.of(parameters));
            return this;
        }

        Conditions equal(String column, @Nullable Object value) {
            return value == null ? this : and(column + " = ?", value);
        }

        Conditions containing(@Nullable String part, String... columns) {
            if (part == null) {
                return this;
            }
            String pattern = LikePattern.containing(part.toLowerCase(Locale.ROOT));
            List<String> each = new ArrayList<>();
            List<Object> patterns = new ArrayList<>();
            for (String column : columns) {
                each.add(known.containsIgnoringCase(column));
                patterns.add(pattern);
            }
            return and("(" + String.join(" OR ", each) + ")", patterns.toArray());
        }

        Conditions filters(OnlineUserQuery query, Instant now) {
            equal("username", query.username());
            equal("client_ip", query.clientIp());
            equal(
                    "device_class",
                    query.deviceClass() == null ? null : query.deviceClass().name());
            equal("node", query.node());
            containing(query.browser(), "browser");
            containing(query.location(), "country", "region", "city");
            if (query.minIdle() != null) {
                and("last_access <= ?", known.toSql(now.minus(query.minIdle())));
            }
            if (query.maxIdle() != null) {
                and("last_access >= ?", known.toSql(now.minus(query.maxIdle())));
            }
            return query.since() == null ? this : and("since >= ?", known.toSql(query.since()));
        }

        Conditions behind(Sort sort, @Nullable Cursor cursor) {
            if (cursor == null) {
                return this;
            }
            if (sort == Sort.USERNAME) {
                return and("username >= ? AND (username > ? OR ref > ?)", cursor.key(), cursor.key(), cursor.ref());
            }
            Object time = known.toSql(Instant.ofEpochMilli(Long.parseLong(cursor.key())));
            return and("last_access <= ? AND (last_access < ? OR ref < ?)", time, time, cursor.ref());
        }
    }

    @Override
    public OnlineUserPage find(OnlineUserQuery query, Instant now) {
        String order = query.sort() == Sort.USERNAME ? "username, ref" : "last_access DESC, ref DESC";
        return transactions.run("Find online users", connection -> {
            DatabaseDialect known = transactions.dialect(connection);
            List<OnlineSession> found = select(
                    connection,
                    new Conditions(known).alive(now).filters(query, now).behind(query.sort(), query.cursor()),
                    " ORDER BY " + order + " " + known.limit(String.valueOf(query.limit() + 1)));
            long counted = count(connection, new Conditions(known).alive(now).filters(query, now), COUNTED + 1);
            boolean more = found.size() > query.limit();
            List<OnlineSession> items = more ? found.subList(0, query.limit()) : found;
            return new OnlineUserPage(
                    items,
                    more ? Cursor.after(query.sort(), items.get(items.size() - 1)) : null,
                    Math.min(counted, COUNTED),
                    counted <= COUNTED);
        });
    }

    private List<OnlineSession> select(Connection connection, Conditions where, String rest) throws SQLException {
        List<OnlineSession> sessions = new ArrayList<>();
        try (PreparedStatement select =
                connection.prepareStatement("SELECT " + COLUMNS + " FROM opsmon_online_session" + where.text + rest)) {
            for (int i = 0; i < where.bound.size(); i++) {
                select.setObject(i + 1, where.bound.get(i));
            }
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    sessions.add(session(row, where.known));
                }
            }
        }
        return sessions;
    }

    private static OnlineSession session(ResultSet row, DatabaseDialect values) throws SQLException {
        @Nullable String country = row.getString(11);
        return new OnlineSession(
                row.getString(1),
                row.getString(2),
                SessionKind.valueOf(row.getString(3)),
                row.getString(4),
                new Device(
                        row.getString(5),
                        row.getString(6),
                        row.getString(7),
                        row.getString(8),
                        DeviceClass.valueOf(row.getString(9)),
                        row.getString(10)),
                country == null ? null : new Location(country, row.getString(12), row.getString(13), null, null),
                row.getString(14),
                values.instant(row, 15),
                values.instant(row, 16),
                row.getObject(17) == null ? null : values.instant(row, 17),
                row.getString(18),
                row.getObject(19) == null ? null : Duration.ofMillis(row.getLong(19)),
                row.getString(20));
    }

    private static long count(Connection connection, Conditions where, long bound) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT COUNT(*) FROM (SELECT 1 AS one FROM"
                + " opsmon_online_session" + where.text + " "
                + where.known.limit(String.valueOf(bound)) + ") bounded")) {
            for (int i = 0; i < where.bound.size(); i++) {
                select.setObject(i + 1, where.bound.get(i));
            }
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }

    @Override
    public long count(Instant now) {
        return transactions.run(
                "Count online users",
                connection -> count(
                        connection, new Conditions(transactions.dialect(connection)).alive(now), Integer.MAX_VALUE));
    }

    @Override
    public void kick(List<Kick> kicks) {
        transactions.runContended("Kick", ATTEMPTS, connection -> {
            kick(connection, kicks);
            return true;
        });
    }

    private void kick(Connection connection, List<Kick> kicks) throws SQLException {
        List<String> refs = kicks.stream().map(Kick::ref).toList();
        delete(connection, "opsmon_online_session", refs);
        Map<String, Instant> before = untilOf(connection, refs);
        delete(connection, "opsmon_online_kick", refs);
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO opsmon_online_kick (ref, kicked_until) VALUES (?, ?)")) {
            for (Kick kick : kicks) {
                insert.setString(1, kick.ref());
                Instant earlier = before.getOrDefault(kick.ref(), kick.until());
                Instant until = earlier.isAfter(kick.until()) ? earlier : kick.until();
                insert.setObject(2, transactions.dialect(connection).toSql(until));
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private Map<String, Instant> untilOf(Connection connection, Collection<String> refs) throws SQLException {
        Map<String, Instant> found = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT ref, kicked_until FROM opsmon_online_kick WHERE ref IN " + placeholders(refs.size()))) {
            bindAll(select, refs);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.put(row.getString(1), transactions.dialect(connection).instant(row, 2));
                }
            }
        }
        return found;
    }

    @Override
    public List<Kick> kicks(Instant now) {
        return transactions.run("Read the kicks", connection -> {
            List<Kick> kicks = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT ref, kicked_until FROM opsmon_online_kick WHERE kicked_until > ?")) {
                select.setObject(1, transactions.dialect(connection).toSql(now));
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        kicks.add(new Kick(
                                row.getString(1),
                                transactions.dialect(connection).instant(row, 2)));
                    }
                }
            }
            return kicks;
        });
    }

    @Override
    public int clean(Instant now) {
        return transactions.run("Remove sessions that have ended", connection -> {
            DatabaseDialect known = transactions.dialect(connection);
            try (PreparedStatement kicks =
                    connection.prepareStatement("DELETE FROM opsmon_online_kick WHERE kicked_until <= ?")) {
                kicks.setObject(1, known.toSql(now));
                kicks.executeUpdate();
            }
            try (PreparedStatement sessions =
                    connection.prepareStatement("DELETE FROM opsmon_online_session WHERE alive_until <= ?")) {
                sessions.setObject(1, known.toSql(now));
                return sessions.executeUpdate();
            }
        });
    }

    @Override
    public AutoCloseable listen(KickListener listener) {
        KickPolling polling = new KickPolling(this::kicks, poll, listener);
        polling.start();
        return polling;
    }
}
