package io.opsmon.boot.backup;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import javax.sql.CommonDataSource;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Connection settings of a pool, read from the getters that pools have in common: HikariCP, Druid, DBCP2, Tomcat, UCP,
 * c3p0, and the DataSources of drivers. No pool is on the class path of opsmon.
 *
 * <p>Proxies, delegating, lazy and routing DataSources are followed to the pool. A routing DataSource is asked for its
 * current target, which is the target of a backup's own connections.
 *
 * @param pool the DataSource with the settings
 * @param url the JDBC URL
 * @param username the user; null if the pool has none
 * @param password the password; null if the pool has none
 * @param isPasswordReadable whether the pool has a getter for the password
 */
record PoolSettings(
        DataSource pool,
        String url,
        @Nullable String username,
        @Nullable String password,
        boolean isPasswordReadable) {

    private static final int DEEPEST = 10;

    /** Spring, dynamic-datasource, Seata, datasource-proxy and HikariCP, in this order. */
    private static final List<String> TARGETS = List.of(
            "determineTargetDataSource",
            "determineDataSource",
            "getTargetDataSource",
            "getRealDataSource",
            "getDataSource",
            "getResolvedDefaultDataSource");

    private static final List<String> URLS = List.of("getJdbcUrl", "getUrl", "getURL");
    private static final List<String> USERS = List.of("getUsername", "getUser", "getUserName");
    private static final List<String> PASSWORDS = List.of("getPassword");
    private static final List<String> PROPERTIES =
            List.of("getConnectProperties", "getConnectionProperties", "getDataSourceProperties", "getDbProperties");

    @Override
    public String toString() {
        return "PoolSettings[" + pool.getClass().getName() + "]";
    }

    /** Returns the settings of the pool behind a DataSource; null if no pool with a URL is found. */
    static @Nullable PoolSettings of(DataSource dataSource) {
        @Nullable DataSource pool = pool(dataSource);
        return pool == null ? null : read(pool);
    }

    /** Returns the pool behind a DataSource; null if there is none. */
    static @Nullable DataSource pool(DataSource dataSource) {
        DataSource current = dataSource;
        for (int depth = 0; depth < DEEPEST; depth++) {
            @Nullable DataSource target = target(current);
            if (target == null || target == current) {
                return url(current) == null ? null : current;
            }
            current = target;
        }
        return null;
    }

    private static @Nullable DataSource target(DataSource dataSource) {
        if (AopProxyUtils.getSingletonTarget(dataSource) instanceof DataSource advised) {
            return advised;
        }
        for (String name : TARGETS) {
            if (call(dataSource, name) instanceof DataSource target) {
                return target;
            }
        }
        return url(dataSource) == null ? onlyField(dataSource) : null;
    }

    /** Returns the wrapped DataSource of a class without a getter for it, such as P6Spy's. */
    private static @Nullable DataSource onlyField(DataSource wrapper) {
        List<DataSource> found = new ArrayList<>();
        ReflectionUtils.doWithFields(
                wrapper.getClass(),
                field -> {
                    if (read(field, wrapper) instanceof DataSource target) {
                        found.add(target);
                    }
                },
                field -> !Modifier.isStatic(field.getModifiers())
                        && CommonDataSource.class.isAssignableFrom(field.getType()));
        return found.size() == 1 ? found.get(0) : null;
    }

    private static @Nullable Object read(Field field, Object owner) {
        try {
            return field.trySetAccessible() ? field.get(owner) : null;
        } catch (IllegalAccessException hidden) {
            return null;
        }
    }

    private static @Nullable PoolSettings read(DataSource pool) {
        initialize(pool);
        @Nullable String url = url(pool);
        if (url == null) {
            return null;
        }
        Properties properties = properties(pool);
        @Nullable String username = text(pool, USERS);
        // Tomcat's pool hides the password in its own getter, but not in its properties.
        @Nullable Object tomcat = call(pool, "getPoolProperties");
        @Nullable String password = text(tomcat == null ? pool : tomcat, PASSWORDS);
        if (password == null) {
            password = properties.getProperty("password");
        }
        return new PoolSettings(
                pool,
                url,
                username == null ? properties.getProperty("user") : username,
                password,
                password != null || hasGetter(pool, PASSWORDS));
    }

    /** Druid decrypts its password when it is initialized, which its first connection does. */
    private static void initialize(DataSource pool) {
        if (Boolean.FALSE.equals(call(pool, "isInited"))) {
            call(pool, "init");
        }
    }

    private static @Nullable String url(DataSource pool) {
        @Nullable String url = text(pool, URLS);
        if (url != null && url.startsWith("jdbc:")) {
            return url;
        }
        Properties properties = properties(pool);
        return properties.getProperty("url", properties.getProperty("URL"));
    }

    private static Properties properties(DataSource pool) {
        for (String name : PROPERTIES) {
            if (call(pool, name) instanceof Properties found) {
                return found;
            }
        }
        return new Properties();
    }

    private static @Nullable String text(Object pool, List<String> getters) {
        for (String getter : getters) {
            if (call(pool, getter) instanceof String value && !value.isEmpty()) {
                return value;
            }
        }
        return null;
    }

    private static boolean hasGetter(DataSource pool, List<String> getters) {
        return getters.stream().anyMatch(getter -> method(pool, getter) != null);
    }

    private static @Nullable Method method(Object owner, String name) {
        try {
            return ReflectionUtils.findMethod(owner.getClass(), name);
        } catch (IllegalStateException | LinkageError incomplete) {
            // A method of the class names a type that is not on the class path.
            return null;
        }
    }

    /** Calls a method without parameters; null if there is none, or if the call fails. */
    private static @Nullable Object call(Object owner, String name) {
        @Nullable Method method = method(owner, name);
        try {
            return method != null && method.trySetAccessible() ? method.invoke(owner) : null;
        } catch (IllegalAccessException | InvocationTargetException unavailable) {
            return null;
        }
    }
}
