package io.opsmon.loginlog.internal.jdbc;

import io.opsmon.log.internal.jdbc.JdbcLogChain;
import io.opsmon.log.internal.jdbc.JdbcLogRepository;
import io.opsmon.loginlog.LoginLogDefinition;
import io.opsmon.loginlog.LoginLogEntry;
import io.opsmon.loginlog.LoginLogFilter;
import io.opsmon.loginlog.LoginLogRepository;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Stores login logs in H2, PostgreSQL, MariaDB or MySQL. Thread-safe.
 *
 * @since 0.1
 */
public final class JdbcLoginLogRepository extends JdbcLogRepository<LoginLogEntry, LoginLogFilter>
        implements LoginLogRepository {

    /**
     * Creates a repository; its tables may be created later.
     *
     * @param dataSource the database with {@code opsmon_login_log}
     * @param queryTimeout the maximum time of a page query, rounded up to seconds
     * @param chain the integrity chain of the entries; null for a log without chain
     */
    public JdbcLoginLogRepository(
            DataSource dataSource, Duration queryTimeout, @Nullable JdbcLogChain<LoginLogEntry> chain) {
        super(LoginLogDefinition.LOGIN_LOG, dataSource, queryTimeout, chain);
    }
}
