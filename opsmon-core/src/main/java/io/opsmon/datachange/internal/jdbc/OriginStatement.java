package io.opsmon.datachange.internal.jdbc;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** A statement of an {@link OriginConnection}. */
final class OriginStatement implements InvocationHandler {

    private final OriginConnection connection;
    private final Connection proxyOfConnection;
    private final Statement target;
    private final SqlUse use;
    private SqlUse batch = SqlUse.READ;

    /**
     * Creates a statement.
     *
     * @param use the use of the prepared text; of a statement without text, the least use of each execution
     */
    OriginStatement(OriginConnection connection, Connection proxyOfConnection, Statement target, SqlUse use) {
        this.connection = connection;
        this.proxyOfConnection = proxyOfConnection;
        this.target = target;
        this.use = use;
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        return switch (method.getName()) {
            case "equals" -> arguments != null && proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            // A closed statement throws.
            case "getConnection" -> call(method, arguments) == null ? null : proxyOfConnection;
            case "unwrap", "isWrapperFor" -> {
                @Nullable Object own = Proxies.unwrapped(proxy, method, arguments);
                yield own == null ? call(method, arguments) : own;
            }
            case "addBatch" -> {
                batch = greater(batch, use(arguments));
                yield call(method, arguments);
            }
            case "clearBatch" -> {
                batch = SqlUse.READ;
                yield call(method, arguments);
            }
            case "execute", "executeQuery", "executeUpdate", "executeLargeUpdate" ->
                connection.execute(use(arguments), target, () -> call(method, arguments));
            case "executeBatch", "executeLargeBatch" -> {
                SqlUse all = batch;
                batch = SqlUse.READ;
                yield connection.execute(all, target, () -> call(method, arguments));
            }
            default -> call(method, arguments);
        };
    }

    private SqlUse use(@Nullable Object @Nullable [] arguments) {
        return arguments != null && arguments.length > 0 && arguments[0] instanceof String sql
                ? greater(use, connection.use(sql))
                : use;
    }

    private static SqlUse greater(SqlUse first, SqlUse second) {
        return first.compareTo(second) >= 0 ? first : second;
    }

    private @Nullable Object call(Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getTargetException();
        }
    }
}
