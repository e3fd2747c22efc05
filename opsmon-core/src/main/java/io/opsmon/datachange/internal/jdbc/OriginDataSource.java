package io.opsmon.datachange.internal.jdbc;

import io.opsmon.datachange.internal.ChangeOrigin;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.ConcurrentLruCache;

/**
 * Wraps the connections of one DataSource of the host, so that changes have their origin. Thread-safe.
 *
 * @since 0.1
 */
public final class OriginDataSource {

    private static final Logger log = LoggerFactory.getLogger(OriginDataSource.class);
    private static final int REMEMBERED = 2_000;
    private static final int LONGEST_REMEMBERED = 4_000;

    private final Supplier<@Nullable ChangeOrigin> origins;
    private final Supplier<@Nullable Set<String>> writable;
    private volatile Uses uses = new Uses(null);
    private final Map<String, Optional<OriginDialect>> dialects = new ConcurrentHashMap<>();
    private final ThreadLocal<Boolean> resolving = new ThreadLocal<>();
    private final AtomicBoolean isReported = new AtomicBoolean();

    /**
     * Creates the wrapper of connections.
     *
     * @param origins returns the origin of changes of the current thread; null if the origin is not set
     * @param paths the names through which recorded tables may be written
     */
    public OriginDataSource(Supplier<@Nullable ChangeOrigin> origins, WritePaths paths) {
        this(origins, paths::names);
    }

    /**
     * Creates a wrapper of connections that sets the origin before each statement that may change rows.
     *
     * @param origins returns the origin of changes of the current thread; null if the origin is not set
     */
    public OriginDataSource(Supplier<@Nullable ChangeOrigin> origins) {
        this(origins, () -> null);
    }

    private OriginDataSource(Supplier<@Nullable ChangeOrigin> origins, Supplier<@Nullable Set<String>> writable) {
        this.origins = origins;
        this.writable = writable;
    }

    /** The uses of statements, as long as the writable names stay the same. */
    private static final class Uses {

        private final @Nullable Set<String> names;
        private final ConcurrentLruCache<String, SqlUse> known = new ConcurrentLruCache<>(REMEMBERED, this::read);

        Uses(@Nullable Set<String> names) {
            this.names = names;
        }

        /** Reading a long text for names at each execution would cost more than the origin. */
        SqlUse of(String sql) {
            return sql.length() > LONGEST_REMEMBERED ? SqlUse.of(sql) : known.get(sql);
        }

        private SqlUse read(String sql) {
            SqlUse use = SqlUse.of(sql);
            return use == SqlUse.CHANGE && names != null && !WritePaths.mentions(sql.toLowerCase(Locale.ROOT), names)
                    ? SqlUse.READ
                    : use;
        }
    }

    /**
     * Wraps a connection. Nothing is executed before the first statement that may change rows.
     *
     * @param connection a connection of the host
     * @return the connection to use instead
     */
    public Connection wrap(Connection connection) {
        return OriginConnection.wrap(this, connection);
    }

    /** Returns the use of a statement. A change that reaches no recorded table needs no origin. */
    SqlUse use(String sql) {
        @Nullable Set<String> names = writable.get();
        Uses current = uses;
        if (names != current.names) {
            current = new Uses(names);
            uses = current;
        }
        return current.of(sql);
    }

    /**
     * Returns the origin of the thread. A resolver of the host that uses the database gets no origin itself.
     *
     * @return the origin; null if unknown
     */
    public @Nullable ChangeOrigin origin() {
        if (resolving.get() != null) {
            return null;
        }
        resolving.set(Boolean.TRUE);
        try {
            return origins.get();
        } catch (RuntimeException | Error failure) {
            failed(failure);
            return null;
        } finally {
            resolving.remove();
        }
    }

    /** Returns the dialect of a connection; null if the database has no triggers of opsmon. */
    @Nullable
    OriginDialect dialect(Connection connection) {
        try {
            String url = String.valueOf(connection.getMetaData().getURL());
            if (!dialects.containsKey(url)) {
                dialects.put(url, Optional.ofNullable(detected(connection)));
            }
            return dialects.get(url).orElse(null);
        } catch (SQLException | RuntimeException failure) {
            failed(failure);
            return null;
        }
    }

    private static @Nullable OriginDialect detected(Connection connection) throws SQLException {
        return switch (connection.getMetaData().getDatabaseProductName()) {
            case "PostgreSQL" -> PostgresOrigin.of(connection);
            case "H2" -> new H2Origin();
            case "MariaDB", "MySQL" -> new MySqlOrigin();
            default -> null;
        };
    }

    /** Reports the first failure. The statements of the host continue. */
    void failed(Throwable failure) {
        if (isReported.compareAndSet(false, true)) {
            log.warn(
                    "The origin of changes could not be set: {}. Changes are recorded without their operation; further"
                            + " failures are logged at DEBUG.",
                    failure.toString());
        }
        log.debug("The origin of changes could not be set", failure);
    }
}
