package io.opsmon.loginlog.internal.jdbc;

import io.opsmon.log.LogPage;
import io.opsmon.log.Outcome;
import io.opsmon.log.internal.jdbc.JdbcLogChain;
import io.opsmon.log.internal.jdbc.JdbcLogStore;
import io.opsmon.log.internal.jdbc.LogFilter;
import io.opsmon.loginlog.LoginLogEntry;
import io.opsmon.loginlog.LoginLogQuery;
import io.opsmon.loginlog.LoginLogRepository;
import io.opsmon.loginlog.LoginLogStatistics;
import io.opsmon.loginlog.internal.LoginLogStatisticsBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowCallbackHandler;

/**
 * Stores login logs in H2, PostgreSQL, MariaDB or MySQL. Thread-safe.
 *
 * @since 0.1
 */
public final class JdbcLoginLogRepository implements LoginLogRepository {

    private static final String FAILED = "SUM(CASE WHEN outcome = 'FAILURE' THEN attempts ELSE 0 END)";

    private final JdbcLogStore<LoginLogEntry> store;

    /**
     * Creates a repository; its tables may be created later.
     *
     * @param dataSource the database with {@code opsmon_login_log}
     * @param queryTimeout the maximum time of a page query, rounded up to seconds
     * @param chain the integrity chain of the entries; null for a log without chain
     */
    public JdbcLoginLogRepository(
            DataSource dataSource, Duration queryTimeout, @Nullable JdbcLogChain<LoginLogEntry> chain) {
        this.store = new JdbcLogStore<>(LoginLogLayout.LAYOUT, dataSource, queryTimeout, chain);
    }

    /**
     * Returns the store of the entries.
     *
     * @return the store
     */
    public JdbcLogStore<LoginLogEntry> store() {
        return store;
    }

    @Override
    public void saveAll(List<LoginLogEntry> entries) {
        store.saveAll(entries);
    }

    @Override
    public Optional<LoginLogEntry> findById(UUID id) {
        return store.findById(id);
    }

    @Override
    public LogPage<LoginLogEntry> find(LoginLogQuery query) {
        return store.find(filter(query), query);
    }

    @Override
    public Optional<LoginLogEntry> findFirst(LoginLogQuery query) {
        return store.findFirst(filter(query), query);
    }

    @Override
    public void stream(LoginLogQuery query, Consumer<LoginLogEntry> sink) {
        store.stream(filter(query), query, sink);
    }

    /** User name, event, reason, address and session have indexes; method, risk and text have no index. */
    private LogFilter filter(LoginLogQuery query) {
        LogFilter filter = store.filter()
                .between(query.from(), query.to())
                .equal("username", query.username())
                .equal("event", query.event() == null ? null : query.event().name())
                .equal(
                        "outcome",
                        query.outcome() == null ? null : query.outcome().name())
                .equal("method", query.method())
                .equal("reason", query.reason() == null ? null : query.reason().name())
                .equal("client_ip", query.clientIp())
                .equal("session_ref", query.sessionReference())
                .containing(query.text(), "username", "message");
        if (query.risk() != null) {
            filter.and("risks IS NOT NULL").containing(query.risk().name(), "risks");
        }
        return filter;
    }

    @Override
    public LoginLogStatistics aggregate(LoginLogQuery query, Duration bucket) {
        LogFilter filter = filter(query);
        LoginLogStatisticsBuilder statistics = new LoginLogStatisticsBuilder(bucket);
        String inBucket = filter.bucket(bucket.toSeconds());
        store.forEachRow(
                filter.select(
                        inBucket + " AS bucket, event, outcome, method, reason, SUM(attempts)",
                        "",
                        "GROUP BY " + inBucket + ", event, outcome, method, reason"),
                row -> statistics.add(
                        row.getLong(1),
                        row.getString(2),
                        Outcome.valueOf(row.getString(3)),
                        row.getString(4),
                        row.getString(5),
                        row.getLong(6)));
        top(filter, "username", row -> statistics.addUser(row.getString(1), row.getLong(2), row.getLong(3)));
        top(filter, "client_ip", row -> statistics.addAddress(row.getString(1), row.getLong(2), row.getLong(3)));
        return statistics.build();
    }

    private void top(LogFilter filter, String column, RowCallbackHandler sink) {
        store.forEachRow(
                filter.select(
                        column + ", SUM(attempts) AS total, " + FAILED,
                        column + " IS NOT NULL",
                        "GROUP BY " + column + " ORDER BY total DESC, " + column + " LIMIT ?",
                        LoginLogStatistics.TOP),
                sink);
    }
}
