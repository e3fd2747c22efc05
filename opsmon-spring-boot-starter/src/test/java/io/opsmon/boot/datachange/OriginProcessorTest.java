package io.opsmon.boot.datachange;

import static org.assertj.core.api.Assertions.assertThat;

import com.alibaba.druid.pool.DruidDataSource;
import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.datachange.internal.ChangeOrigin;
import io.opsmon.datachange.internal.jdbc.OriginDataSource;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.AbstractDataSource;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource;

class OriginProcessorTest {

    private final OriginDataSource origins = new OriginDataSource(() -> new ChangeOrigin(null, "ann", null, "shop"));
    private final OriginProcessor processor = new OriginProcessor(() -> origins);

    private static String url() {
        return "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
    }

    private DataSource processed(DataSource bean) {
        return (DataSource) processor.postProcessAfterInitialization(bean, "dataSource");
    }

    /** Writes, and returns the operator that a trigger would have seen. */
    private static String operatorSeen(DataSource dataSource) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            JdbcTemplate jdbc = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
            jdbc.execute("CREATE TABLE IF NOT EXISTS t (id INT)");
            jdbc.update("INSERT INTO t VALUES (1)");
            return String.valueOf(jdbc.queryForObject("SELECT CAST(@opsmon_operator AS VARCHAR)", String.class));
        }
    }

    @Test
    void keepsTheClassesOfPools() throws SQLException {
        try (HikariDataSource hikari = new HikariDataSource();
                DruidDataSource druid = new DruidDataSource()) {
            hikari.setJdbcUrl(url());
            druid.setUrl(url());
            assertThat(processed(hikari)).isInstanceOf(HikariDataSource.class).isNotSameAs(hikari);
            assertThat(processed(druid)).isInstanceOf(DruidDataSource.class);
            assertThat(operatorSeen(processed(hikari))).isEqualTo("ann");
            assertThat(operatorSeen(processed(druid))).isEqualTo("ann");
            // Nothing stays on the connections of the pool.
            assertThat(new JdbcTemplate(hikari)
                            .queryForObject("SELECT CAST(@opsmon_operator AS VARCHAR)", String.class))
                    .isEmpty();
        }
    }

    @Test
    void wrapsConnectionsBehindRoutingAndLazyDataSourcesOnce() throws SQLException {
        try (HikariDataSource hikari = new HikariDataSource()) {
            hikari.setJdbcUrl(url());
            DataSource pool = processed(hikari);
            AbstractRoutingDataSource routing = new AbstractRoutingDataSource() {
                @Override
                protected Object determineCurrentLookupKey() {
                    return "one";
                }
            };
            routing.setTargetDataSources(Map.of("one", pool));
            routing.afterPropertiesSet();
            LazyConnectionDataSourceProxy lazy = new LazyConnectionDataSourceProxy(pool);

            assertThat(processed(lazy)).isSameAs(lazy);
            assertThat(operatorSeen(lazy)).isEqualTo("ann");
            assertThat(operatorSeen(processed(routing))).isEqualTo("ann");
            try (Connection connection = processed(routing).getConnection()) {
                assertThat(Proxy.isProxyClass(connection.getClass())).isTrue();
                assertThat(origins.wrap(connection)).isSameAs(connection);
            }
        }
    }

    /** A DataSource of a host. */
    static final class FinalDataSource extends AbstractDataSource {

        private final String url = url();

        @Override
        public Connection getConnection() throws SQLException {
            return DriverManager.getConnection(url);
        }

        @Override
        public Connection getConnection(String username, String password) throws SQLException {
            return getConnection();
        }
    }

    /** A DataSource of a host. */
    static class FinalMethodDataSource extends AbstractDataSource {

        @Override
        public final Connection getConnection() throws SQLException {
            return DriverManager.getConnection(url());
        }

        @Override
        public Connection getConnection(String username, String password) throws SQLException {
            return getConnection();
        }
    }

    @Test
    void leavesWhatItCannotWrap() throws SQLException {
        assertThat(operatorSeen(processed(new FinalDataSource()))).isEqualTo("ann");
        DataSource other = new FinalMethodDataSource();
        assertThat(processed(other)).isSameAs(other);
        assertThat(processor.postProcessAfterInitialization("no DataSource", "text"))
                .isEqualTo("no DataSource");
    }
}
