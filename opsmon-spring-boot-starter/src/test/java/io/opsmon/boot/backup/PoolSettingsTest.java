package io.opsmon.boot.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.alibaba.druid.pool.DruidDataSource;
import com.baomidou.dynamic.datasource.ds.ItemDataSource;
import com.baomidou.dynamic.datasource.enums.SeataMode;
import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.backup.BackupDatabase;
import io.opsmon.backup.DumpMethod;
import io.opsmon.backup.internal.tool.ToolChoice;
import io.opsmon.backup.internal.tool.ToolException;
import io.opsmon.boot.backup.BackupProperties.Source;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.commons.dbcp2.BasicDataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.jdbc.datasource.AbstractDataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource;

/** A backup's programs connect as the pool does, regardless of the pool and the DataSources around it. */
class PoolSettingsTest {

    private static final String URL = "jdbc:h2:mem:pools;DB_CLOSE_DELAY=-1";

    private static HikariDataSource hikari() {
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl(URL);
        pool.setUsername("ada");
        pool.setPassword("secret");
        return pool;
    }

    private static HikariDataSource hikariOfAClass() {
        HikariDataSource pool = new HikariDataSource();
        pool.setDataSourceClassName("org.h2.jdbcx.JdbcDataSource");
        pool.addDataSourceProperty("url", URL);
        pool.addDataSourceProperty("user", "ada");
        pool.addDataSourceProperty("password", "secret");
        return pool;
    }

    private static HikariDataSource hikariOfADataSource() {
        HikariDataSource pool = new HikariDataSource();
        pool.setDataSource(driver());
        return pool;
    }

    private static JdbcDataSource driver() {
        JdbcDataSource dataSource = new JdbcDataSource();
        dataSource.setURL(URL);
        dataSource.setUser("ada");
        dataSource.setPassword("secret");
        return dataSource;
    }

    private static DruidDataSource druid() {
        DruidDataSource pool = new DruidDataSource();
        pool.setUrl(URL);
        pool.setUsername("ada");
        pool.setPassword("secret");
        return pool;
    }

    private static DruidDataSource druidWithProperties() {
        DruidDataSource pool = new DruidDataSource();
        pool.setUrl(URL);
        Properties properties = new Properties();
        properties.setProperty("user", "ada");
        properties.setProperty("password", "secret");
        pool.setConnectProperties(properties);
        return pool;
    }

    private static BasicDataSource dbcp() {
        BasicDataSource pool = new BasicDataSource();
        pool.setUrl(URL);
        pool.setUsername("ada");
        pool.setPassword("secret");
        return pool;
    }

    private static org.apache.tomcat.jdbc.pool.DataSource tomcat() {
        org.apache.tomcat.jdbc.pool.DataSource pool = new org.apache.tomcat.jdbc.pool.DataSource();
        pool.setUrl(URL);
        pool.setUsername("ada");
        pool.setPassword("secret");
        return pool;
    }

    private static DataSource springs() {
        return new DriverManagerDataSource(URL, "ada", "secret");
    }

    /** With the getters of Oracle's UCP and of c3p0. */
    public static final class UcpLike extends AbstractDataSource {

        public String getURL() {
            return URL;
        }

        public String getUser() {
            return "ada";
        }

        public String getPassword() {
            return "secret";
        }

        @Override
        public Connection getConnection() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Connection getConnection(String username, String password) {
            throw new UnsupportedOperationException();
        }
    }

    /** A pool that shows its password to nobody. */
    public static class Discreet extends AbstractDataSource {

        @Override
        public Connection getConnection() throws SQLException {
            return DriverManager.getConnection(URL, "ada", "secret");
        }

        @Override
        public Connection getConnection(String username, String password) throws SQLException {
            return getConnection();
        }
    }

    /** Wraps in a private field, as P6Spy does. */
    public static final class Spy extends Discreet {

        private final DataSource realDataSource;

        Spy(DataSource realDataSource) {
            this.realDataSource = realDataSource;
        }

        @Override
        public Connection getConnection() throws SQLException {
            return realDataSource.getConnection();
        }
    }

    private static AbstractRoutingDataSource routing(DataSource target, boolean isDefault) {
        AbstractRoutingDataSource routing = new AbstractRoutingDataSource() {
            @Override
            protected @Nullable Object determineCurrentLookupKey() {
                return isDefault ? null : "MASTER";
            }
        };
        DataSource other = new DriverManagerDataSource("jdbc:h2:mem:slave", "other", "other");
        routing.setTargetDataSources(isDefault ? Map.of("SLAVE", other) : Map.of("MASTER", target, "SLAVE", other));
        if (isDefault) {
            routing.setDefaultTargetDataSource(target);
        }
        routing.afterPropertiesSet();
        return routing;
    }

    /** The routing DataSource of dynamic-datasource, with one item as its primary DataSource. */
    private static DataSource dynamic(DataSource target) {
        return new com.baomidou.dynamic.datasource.ds.AbstractRoutingDataSource() {
            @Override
            protected String getPrimary() {
                return "master";
            }

            @Override
            protected DataSource determineDataSource() {
                return new ItemDataSource("master", target, target, false, false, SeataMode.AT);
            }
        };
    }

    static Stream<Named<DataSource>> pools() {
        return Stream.of(
                Named.of("HikariCP", hikari()),
                Named.of("HikariCP with the class of a DataSource", hikariOfAClass()),
                Named.of("HikariCP with a DataSource", hikariOfADataSource()),
                Named.of("Druid", druid()),
                Named.of("Druid with properties", druidWithProperties()),
                Named.of("DBCP2", dbcp()),
                Named.of("Tomcat", tomcat()),
                Named.of("UCP", new UcpLike()),
                Named.of("a driver's", driver()),
                Named.of("Spring's", springs()),
                Named.of("routing to the default target", routing(druid(), true)),
                Named.of("routing to the current target", routing(hikari(), false)),
                Named.of("dynamic-datasource", dynamic(druid())),
                Named.of("lazy", new LazyConnectionDataSourceProxy(tomcat())),
                Named.of(
                        "transaction-aware, lazy and routing",
                        new TransactionAwareDataSourceProxy(new LazyConnectionDataSourceProxy(routing(dbcp(), true)))),
                Named.of("in a private field", new Spy(druid())),
                Named.of("behind a JDK proxy", (DataSource) proxy(hikari())));
    }

    private static Object proxy(DataSource target) {
        ProxyFactory factory = new ProxyFactory();
        factory.setInterfaces(DataSource.class);
        factory.setTarget(target);
        return factory.getProxy();
    }

    @ParameterizedTest
    @MethodSource("pools")
    void areFound(DataSource dataSource) throws Exception {
        BackupDatabase found = database(dataSource, Map.of());
        assertThat(found.url()).isEqualTo(URL);
        assertThat(found.username()).isEqualTo("ada");
        assertThat(found.password()).isEqualTo("secret");
        assertThat(found.problem()).isNull();
    }

    private static BackupDatabase database(DataSource dataSource, Map<String, String> properties) {
        DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
        beans.registerSingleton("dataSource", dataSource);
        return database(beans, properties);
    }

    private static BackupDatabase database(DefaultListableBeanFactory beans, Map<String, String> properties) {
        Source source = new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate("main", Source.class);
        return new BackupDatabases(beans).database("main", source);
    }

    @Test
    void unreadablePasswordNamesTheMissingProperty() throws Exception {
        BackupDatabase found = database(new Discreet(), Map.of());
        assertThat(found.url()).startsWith("jdbc:h2:mem:pools");
        assertThat(found.username()).isEqualToIgnoringCase("ada");
        assertThat(found.problem()).contains("Discreet", "opsmon.backup.data-sources.main.password");
        assertThat(ToolChoice.of(DumpMethod.AUTO, found, () -> {
                    throw new AssertionError("No program can connect");
                }))
                .isNull();
        assertThatThrownBy(() -> ToolChoice.of(DumpMethod.TOOLS, found, () -> {
                    throw new AssertionError("No program can connect");
                }))
                .isInstanceOf(ToolException.class)
                .hasMessageContaining("opsmon.backup.data-sources.main.password");
    }

    @Test
    void configuredPasswordCompletesTheSettings() {
        BackupDatabase found = database(new Discreet(), Map.of("main.username", "root", "main.password", "changed"));
        assertThat(found.problem()).isNull();
        assertThat(List.of(found.username(), found.password())).containsExactly("root", "changed");
    }

    @Test
    void connectionDetailsCompleteTheSettings() {
        DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
        beans.registerSingleton("dataSource", new Discreet());
        beans.registerSingleton("details", new JdbcConnectionDetails() {
            @Override
            public String getUsername() {
                return "ada";
            }

            @Override
            public String getPassword() {
                return "secret";
            }

            @Override
            public String getJdbcUrl() {
                return "jdbc:h2:mem:pools";
            }
        });
        BackupDatabase found = database(beans, Map.of());
        assertThat(found.problem()).isNull();
        assertThat(found.password()).isEqualTo("secret");
    }

    @Test
    void passwordIsInNoText() {
        assertThat(String.valueOf(PoolSettings.of(hikari()))).doesNotContain("secret");
    }
}
