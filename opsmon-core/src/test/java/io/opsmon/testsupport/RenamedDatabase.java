package io.opsmon.testsupport;

import io.opsmon.internal.jdbc.Dialects;
import io.opsmon.jdbc.DatabaseDialect;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * A real database that calls itself something else: the product name of its driver, and the answers to some queries.
 * Everything else is the database's own.
 */
public final class RenamedDatabase extends DelegatingDataSource implements Dialects.Holder {

    private final String product;
    private final Dialects dialects;
    private final Map<String, String> queries = new HashMap<>();

    /**
     * Renames a database.
     *
     * @param database the database
     * @param product the product name of its driver
     * @param dialects the dialects of the host
     */
    public RenamedDatabase(DataSource database, String product, DatabaseDialect... dialects) {
        super(database);
        this.dialects = new Dialects(List.of(dialects));
        this.product = product;
    }

    /** Answers {@code SELECT version()}. */
    public RenamedDatabase withVersion(String version) {
        return with("SELECT version()", "SELECT '" + version.replace("'", "''") + "'");
    }

    /** Runs another query in place of a query without parameters. */
    public RenamedDatabase with(String query, String other) {
        queries.put(query, other);
        return this;
    }

    @Override
    public Dialects dialects() {
        return dialects;
    }

    @Override
    public Connection getConnection() throws SQLException {
        return renamed(super.getConnection());
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        return renamed(super.getConnection(username, password));
    }

    private Connection renamed(Connection connection) {
        return proxy(Connection.class, (method, arguments) -> switch (method.getName()) {
            case "getMetaData" -> metaData(connection.getMetaData());
            case "createStatement" ->
                statement((Statement) Objects.requireNonNull(call(connection, method, arguments)));
            default -> call(connection, method, arguments);
        });
    }

    private DatabaseMetaData metaData(DatabaseMetaData metaData) {
        return proxy(
                DatabaseMetaData.class,
                (method, arguments) -> method.getName().equals("getDatabaseProductName")
                        ? product
                        : call(metaData, method, arguments));
    }

    private Statement statement(Statement statement) {
        return proxy(
                Statement.class,
                (method, arguments) -> method.getName().equals("executeQuery") && arguments != null
                        ? statement.executeQuery(queries.getOrDefault((String) arguments[0], (String) arguments[0]))
                        : call(statement, method, arguments));
    }

    private interface Handler {

        @Nullable
        Object handle(Method method, Object @Nullable [] arguments) throws Throwable;
    }

    private static <T> T proxy(Class<T> type, Handler handler) {
        return type.cast(Proxy.newProxyInstance(
                RenamedDatabase.class.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> handler.handle(method, arguments)));
    }

    private static @Nullable Object call(Object target, Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException failure) {
            throw failure.getCause();
        }
    }
}
