package io.opsmon.datachange.internal.jdbc;

import io.opsmon.datachange.internal.ChangeOrigin;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection of the host that sets the origin of changes before the first statement of a transaction that may change
 * rows, and again if another operation continues the transaction. Reading statements cost nothing.
 *
 * <p>With auto-commit, PostgreSQL runs the origin and the statement in one transaction. A procedure may end
 * transactions itself: for it, the origin is set for the session, and removed afterwards. Other databases keep the
 * origin for the session; it is removed when the connection returns to the pool.
 *
 * <p>A failure to set the origin never fails the statement of the host. As little thread-safe as the connection.
 */
final class OriginConnection implements InvocationHandler {

    private static final Logger log = LoggerFactory.getLogger(OriginConnection.class);

    private final OriginDataSource source;
    private final Connection target;
    private @Nullable OriginDialect dialect;
    private boolean isDetected;
    /** The origin that the transaction or session has; null if unknown or none. */
    private @Nullable ChangeOrigin applied;

    private boolean isLeftInSession;

    private OriginConnection(OriginDataSource source, Connection target) {
        this.source = source;
        this.target = target;
    }

    /** Wraps a connection, unless a DataSource behind a routing DataSource has done so. */
    static Connection wrap(OriginDataSource source, Connection target) {
        if (Proxy.isProxyClass(target.getClass()) && Proxy.getInvocationHandler(target) instanceof OriginConnection) {
            return target;
        }
        return (Connection) Proxies.create(target, Connection.class, new OriginConnection(source, target));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        return switch (method.getName()) {
            case "equals" -> arguments != null && proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            case "unwrap", "isWrapperFor" -> {
                @Nullable Object own = Proxies.unwrapped(proxy, method, arguments);
                yield own == null ? call(method, arguments) : own;
            }
            case "commit", "setAutoCommit", "rollback" -> {
                forget();
                yield call(method, arguments);
            }
            case "close" -> {
                leaveNothing();
                yield call(method, arguments);
            }
            case "createStatement", "prepareStatement", "prepareCall" -> statement(proxy, method, arguments);
            default -> call(method, arguments);
        };
    }

    private @Nullable Object call(Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getTargetException();
        }
    }

    private @Nullable Object statement(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        @Nullable Object statement = call(method, arguments);
        if (!(statement instanceof Statement made)) {
            return statement;
        }
        SqlUse use = arguments != null && arguments.length > 0 && arguments[0] instanceof String sql
                ? source.use(sql)
                : SqlUse.READ;
        if (use == SqlUse.READ && isUpdatable(method, arguments)) {
            use = SqlUse.CHANGE;
        }
        Class<?> type = made instanceof CallableStatement
                ? CallableStatement.class
                : made instanceof PreparedStatement ? PreparedStatement.class : Statement.class;
        return Proxies.create(made, type, new OriginStatement(this, (Connection) proxy, made, use));
    }

    /** Rows may be changed through a result set of this concurrency. */
    private static boolean isUpdatable(Method method, @Nullable Object @Nullable [] arguments) {
        int position = method.getName().equals("createStatement") ? 1 : 2;
        return arguments != null
                && arguments.length > position
                && Integer.valueOf(ResultSet.CONCUR_UPDATABLE).equals(arguments[position]);
    }

    /** The execution of a statement of the host. */
    @FunctionalInterface
    interface Execution {
        @Nullable
        Object run() throws Throwable;
    }

    SqlUse use(String sql) {
        return source.use(sql);
    }

    /** Executes a statement, with the origin if the statement may change rows. */
    @Nullable
    Object execute(SqlUse use, Statement statement, Execution execution) throws Throwable {
        if (use == SqlUse.READ) {
            return execution.run();
        }
        if (use == SqlUse.CONTROL) {
            try {
                return execution.run();
            } finally {
                forget();
            }
        }
        @Nullable OriginDialect known = dialect();
        @Nullable ChangeOrigin origin = known == null ? null : source.origin();
        if (known == null || origin == null) {
            return execution.run();
        }
        if (known.isTransactional() && target.getAutoCommit()) {
            return use == SqlUse.PROGRAM
                    ? executeInSession(known, origin, execution)
                    : executeInTransaction(known, origin, statement, execution);
        }
        apply(known, origin);
        try {
            return execution.run();
        } catch (Throwable failure) {
            // The driver may have rolled back to a savepoint of its own, before the origin was set.
            forget();
            throw failure;
        } finally {
            if (use == SqlUse.PROGRAM) {
                forget();
            }
        }
    }

    private void apply(OriginDialect known, ChangeOrigin origin) {
        if (origin.equals(applied)) {
            return;
        }
        try {
            known.set(target, origin);
            applied = origin;
            isLeftInSession = !known.isTransactional();
        } catch (SQLException | RuntimeException failure) {
            applied = null;
            source.failed(failure);
        }
    }

    private @Nullable Object executeInTransaction(
            OriginDialect known, ChangeOrigin origin, Statement statement, Execution execution) throws Throwable {
        if (!begin(known, origin)) {
            return execution.run();
        }
        int fetchSize = statement.getFetchSize();
        try {
            if (fetchSize != 0) {
                // A cursor would end with the transaction.
                statement.setFetchSize(0);
            }
            @Nullable Object result = execution.run();
            target.commit();
            return result;
        } catch (Throwable failure) {
            rollBack(failure);
            throw failure;
        } finally {
            endTransaction(statement, fetchSize);
        }
    }

    private boolean begin(OriginDialect known, ChangeOrigin origin) {
        try {
            target.setAutoCommit(false);
        } catch (SQLException | RuntimeException managed) {
            source.failed(managed);
            return false;
        }
        try {
            known.set(target, origin);
            return true;
        } catch (SQLException | RuntimeException failure) {
            source.failed(failure);
            rollBack(failure);
            endTransaction(null, 0);
            return false;
        }
    }

    private void rollBack(Throwable failure) {
        try {
            target.rollback();
        } catch (SQLException | RuntimeException second) {
            failure.addSuppressed(second);
        }
    }

    private void endTransaction(@Nullable Statement statement, int fetchSize) {
        try {
            target.setAutoCommit(true);
            if (statement != null && fetchSize != 0 && !statement.isClosed()) {
                statement.setFetchSize(fetchSize);
            }
        } catch (SQLException | RuntimeException broken) {
            log.debug("Ending the transaction of one statement failed", broken);
        }
    }

    private @Nullable Object executeInSession(OriginDialect known, ChangeOrigin origin, Execution execution)
            throws Throwable {
        try {
            isLeftInSession = true;
            known.setForSession(target, origin);
        } catch (SQLException | RuntimeException failure) {
            source.failed(failure);
        }
        try {
            return execution.run();
        } finally {
            leaveNothing();
        }
    }

    /** The transaction may have lost its origin. A session still has an origin that must be removed. */
    void forget() {
        applied = null;
    }

    /** Removes the origin from the session before the connection returns to the pool. */
    private void leaveNothing() {
        applied = null;
        @Nullable OriginDialect known = dialect;
        if (!isLeftInSession || known == null) {
            return;
        }
        isLeftInSession = false;
        try {
            if (!target.isClosed()) {
                known.clear(target);
            }
        } catch (SQLException | RuntimeException failure) {
            source.failed(failure);
            abort();
        }
    }

    /** A connection whose origin cannot be removed must not be used again. */
    private void abort() {
        try {
            target.abort(Runnable::run);
        } catch (SQLException | RuntimeException broken) {
            log.debug("Aborting a connection failed", broken);
        }
    }

    private @Nullable OriginDialect dialect() {
        if (!isDetected) {
            isDetected = true;
            dialect = source.dialect(target);
        }
        return dialect;
    }
}
