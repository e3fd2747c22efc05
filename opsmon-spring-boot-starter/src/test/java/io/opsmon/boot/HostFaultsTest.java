package io.opsmon.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opsmon.boot.health.Problems;
import io.opsmon.loginlog.RiskyLogin;
import io.opsmon.onlineuser.SessionKickedEvent;
import io.opsmon.operationlog.OperationLog;
import io.opsmon.operationlog.OperatorResolver;
import io.opsmon.operationlog.TemplateFunction;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Primary;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.datasource.AbstractDataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Tests faults in opsmon or its dependencies: the host starts, answers its own requests, and health names the affected
 * part.
 */
class HostFaultsTest {

    @TempDir
    static Path directory = Path.of("");

    /**
     * A fault of one dependency.
     *
     * @param name the fault
     * @param part the part that health names; empty if the fault has no lasting effect
     * @param configuration additional beans of the host
     * @param properties properties of the host, with {dir} for a directory and {db} for a new database
     */
    record Fault(String name, String part, List<Class<?>> configuration, List<String> properties) {

        static Fault of(String name, String part, String... properties) {
            return new Fault(name, part, List.of(), List.of(properties));
        }

        static Fault of(String name, String part, Class<?> configuration, String... properties) {
            return new Fault(name, part, List.of(configuration), List.of(properties));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Fault> faults() {
        return Stream.of(
                Fault.of("nothing fails", ""),
                Fault.of("H2 in Oracle's mode", "database", "spring.datasource.url={db};MODE=Oracle"),
                Fault.of("H2 in SQL Server's mode", "database", "spring.datasource.url={db};MODE=MSSQLServer"),
                Fault.of(
                        "H2 as its manual recommends",
                        "",
                        "spring.datasource.url={db};MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE"),
                Fault.of(
                        "database unavailable",
                        "database",
                        "spring.datasource.url=jdbc:h2:tcp://localhost:1/nowhere",
                        "spring.datasource.hikari.initialization-fail-timeout=-1",
                        "spring.datasource.hikari.connection-timeout=250"),
                Fault.of(
                        "a table of another kind is in the way",
                        "database",
                        "spring.datasource.url={db};INIT=CREATE TABLE IF NOT EXISTS opsmon_seal(x INT)"),
                Fault.of("several DataSources", "database", TwoDataSources.class),
                Fault.of("a DataSource of a name that is missing", "", "opsmon.database.data-source=missing"),
                Fault.of("a routing DataSource without default", "database", Routing.class),
                Fault.of("a lazy routing DataSource without default", "database", LazyRouting.class),
                Fault.of(
                        "a routing DataSource without default, and another that is named",
                        "",
                        LazyRouting.class,
                        "opsmon.database.data-source=tenant"),
                Fault.of("a routing DataSource that fails outside of requests", "database", FailingRouting.class),
                Fault.of("a table with data changes is missing", "data-changes", "opsmon.data-changes.tables=missing"),
                Fault.of(
                        "a limit of data changes is none",
                        "data-changes",
                        "opsmon.data-changes.tables=x",
                        "opsmon.data-changes.max-rows=0"),
                Fault.of(
                        "the database of data changes is unavailable",
                        "data-changes",
                        "opsmon.data-changes.tables=x",
                        "spring.datasource.url=jdbc:h2:tcp://localhost:1/nowhere",
                        "spring.datasource.hikari.initialization-fail-timeout=-1",
                        "spring.datasource.hikari.connection-timeout=250"),
                Fault.of(
                        "data changes behind a lazy routing DataSource without default",
                        "database",
                        LazyRouting.class,
                        "opsmon.data-changes.tables=x"),
                Fault.of("the journal's directory is a file", "", "opsmon.recording.journal.directory={file}"),
                Fault.of("the seal file's directory is a file", "", "opsmon.chain.seal-file={file}/seals"),
                Fault.of(
                        "a key that is none",
                        "tamper-evidence",
                        "opsmon.chain.keys[0].id=k",
                        "opsmon.chain.keys[0].secret=AAAA"),
                Fault.of(
                        "a data file of locations is missing",
                        "login-log locations",
                        "opsmon.login-log.location.ip2region-file={file}/missing"),
                Fault.of("Redis asked for and not there", "online-users", "opsmon.online-users.store=redis"),
                Fault.of("Redis asked for by the guard", "login-guard", "opsmon.login-log.guard.store=redis"),
                Fault.of(
                        "the backups' directory is a file",
                        "",
                        "opsmon.backup.enabled=true",
                        "opsmon.backup.directory={file}"),
                Fault.of(
                        "the backups' keyset is none",
                        "backups",
                        "opsmon.backup.enabled=true",
                        "opsmon.backup.directory={dir}/k",
                        "opsmon.backup.encryption.keyset={}"),
                Fault.of(
                        "the backups' keyset is missing",
                        "backups",
                        "opsmon.backup.enabled=true",
                        "opsmon.backup.directory={dir}/k2",
                        "opsmon.backup.encryption.keyset-file={file}/missing"),
                Fault.of(
                        "a database to back up is missing",
                        "backups",
                        "opsmon.backup.enabled=true",
                        "opsmon.backup.directory={dir}/m",
                        "opsmon.backup.data-sources.shop.bean=missing"),
                Fault.of(
                        "a part of a database to back up has a malformed pattern",
                        "backups",
                        "opsmon.backup.enabled=true",
                        "opsmon.backup.directory={dir}/mp",
                        "opsmon.backup.data-sources.shop.part.exclude-data=a.b.c"),
                Fault.of(
                        "databases to back up are not named",
                        "backups",
                        TwoDataSources.class,
                        "opsmon.backup.enabled=true",
                        "opsmon.backup.directory={dir}/n"),
                Fault.of(
                        "the database to back up is unavailable",
                        "backups",
                        Unavailable.class,
                        "opsmon.backup.enabled=true",
                        "opsmon.backup.directory={dir}/u"),
                Fault.of(
                        "the database to back up is unavailable and its settings are known",
                        "database",
                        "opsmon.backup.enabled=true",
                        "opsmon.backup.directory={dir}/uk",
                        "spring.datasource.type=org.springframework.jdbc.datasource.DriverManagerDataSource",
                        "spring.datasource.url=jdbc:h2:tcp://localhost:1/nowhere"),
                Fault.of(
                        "a backup schedule that no clock knows",
                        "",
                        "opsmon.backup.enabled=true",
                        "opsmon.backup.directory={dir}/s",
                        "opsmon.backup.schedules.nightly.cron=at night"),
                Fault.of(
                        "a schedule for a database that cannot be backed up",
                        "backups",
                        "opsmon.backup.enabled=true",
                        "opsmon.backup.directory={dir}/sm",
                        "opsmon.backup.schedules.nightly.cron=0 0 3 * * *",
                        "opsmon.backup.data-sources.shop.bean=missing"),
                Fault.of(
                        "Kafka's servers are not named",
                        "forwarding of operation logs to Kafka",
                        "opsmon.operation-log.forwarding.kafka.topic=audit"),
                Fault.of(
                        "a webhook's address is none",
                        "forwarding of operation logs to the webhook",
                        "opsmon.operation-log.forwarding.webhook.url=nowhere"),
                Fault.of(
                        "Kafka's servers for data changes are not named",
                        "forwarding of data changes to Kafka",
                        "opsmon.data-changes.tables=",
                        "opsmon.data-changes.forwarding.kafka.topic=audit"),
                Fault.of(
                        "a webhook's address for data changes is none",
                        "forwarding of data changes to the webhook",
                        "opsmon.data-changes.tables=",
                        "opsmon.data-changes.forwarding.webhook.url=nowhere"),
                Fault.of(
                        "a format of documents is not one of data changes",
                        "forwarding of data changes to the logging system",
                        "opsmon.data-changes.tables=",
                        "opsmon.data-changes.forwarding.logging.format=ecs"),
                Fault.of("a bean with template functions cannot be made", "template functions", BrokenFunctions.class),
                Fault.of("beans of the host that fail", "", BrokenBeans.class));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void startsServesAndNamesThePart(Fault fault) throws Exception {
        try (ConfigurableApplicationContext host = start(fault)) {
            HttpResponse<String> answer = get(host, "/shop");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("open");
            assertThat(get(host, "/opsmon/api/v1/me").statusCode()).isIn(200, 401, 403, 503);

            Map<String, String> problems = host.getBean(Problems.class).current();
            if (fault.part().isEmpty()) {
                assertThat(problems).isEmpty();
            } else {
                assertThat(problems.keySet()).anyMatch(part -> part.startsWith(fault.part()));
                assertThat(Objects.requireNonNull(host.getBean("opsmonHealthIndicator", HealthIndicator.class)
                                        .health())
                                .getStatus()
                                .getCode())
                        .isEqualTo("DEGRADED");
            }
        }
    }

    private static ConfigurableApplicationContext start(Fault fault) throws IOException {
        Path file = directory.resolve("file");
        if (!Files.exists(file)) {
            Files.createFile(file);
        }
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--spring.main.banner-mode=off",
                "--spring.flyway.enabled=false",
                "--spring.liquibase.enabled=false",
                "--spring.autoconfigure.exclude="
                        + "org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration",
                "--opsmon.recording.journal.directory={dir}/journal" + UUID.randomUUID(),
                "--opsmon.recording.shutdown-grace=100ms"));
        fault.properties().forEach(property -> arguments.add("--" + property));
        if (fault.properties().stream().noneMatch(property -> property.startsWith("spring.datasource.url="))) {
            arguments.add("--spring.datasource.url={db}");
        }
        String database = "jdbc:h2:mem:fault" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
        String[] resolved = arguments.stream()
                .map(argument -> argument.replace("{dir}", directory.toString())
                        .replace("{file}", file.toString())
                        .replace("{db}", database))
                .toArray(String[]::new);
        List<Class<?>> sources = new ArrayList<>(fault.configuration());
        sources.add(0, Host.class);
        return new SpringApplication(sources.toArray(Class[]::new)).run(resolved);
    }

    private static HttpResponse<String> get(ConfigurableApplicationContext host, String path) throws Exception {
        int port = Objects.requireNonNull(((WebServerApplicationContext) host).getWebServer())
                .getPort();
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Shop.class)
    static class Host {

        @Bean
        SecurityFilterChain open(HttpSecurity http) {
            return http.authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                    .build();
        }
    }

    @RestController
    public static class Shop {

        @GetMapping("/shop")
        @OperationLog(description = "opened #{#unknown}")
        public String open() {
            return "open";
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class TwoDataSources {

        @Bean
        DataSource one() {
            return memory();
        }

        @Bean
        DataSource two() {
            return memory();
        }
    }

    /** A DataSource whose settings are known to its connections only. */
    @Configuration(proxyBeanMethods = false)
    static class Unavailable {

        @Bean
        DataSource unavailable() {
            return new AbstractDataSource() {
                @Override
                public Connection getConnection() throws SQLException {
                    throw new SQLException("Connection refused");
                }

                @Override
                public Connection getConnection(String username, String password) throws SQLException {
                    return getConnection();
                }
            };
        }
    }

    private static DriverManagerDataSource memory() {
        return new DriverManagerDataSource("jdbc:h2:mem:two" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
    }

    @Configuration(proxyBeanMethods = false)
    static class Routing {

        @Bean
        @Primary
        DataSource routing() {
            AbstractRoutingDataSource routing = new AbstractRoutingDataSource() {
                @Override
                protected @Nullable Object determineCurrentLookupKey() {
                    return null;
                }
            };
            routing.setTargetDataSources(Map.of("tenant", memory()));
            return routing;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class LazyRouting extends Routing {

        @Bean
        @Primary
        @Override
        DataSource routing() {
            AbstractRoutingDataSource routing = (AbstractRoutingDataSource) super.routing();
            routing.afterPropertiesSet();
            return new LazyConnectionDataSourceProxy(routing);
        }

        @Bean
        DataSource tenant() {
            return memory();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class FailingRouting {

        @Bean
        DataSource routing() {
            AbstractRoutingDataSource routing = new AbstractRoutingDataSource() {
                @Override
                protected Object determineCurrentLookupKey() {
                    throw new IllegalStateException("no tenant is bound to the thread");
                }
            };
            routing.setTargetDataSources(Map.of("tenant", memory()));
            return routing;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class BrokenFunctions {

        @Bean
        @Lazy
        Broken broken() {
            throw new IllegalStateException("cannot be made");
        }
    }

    public static class Broken {

        @TemplateFunction
        public String name(String id) {
            return id;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class BrokenBeans {

        @Bean
        OperatorResolver failing() {
            return () -> {
                throw new IllegalStateException("nobody is known");
            };
        }

        @EventListener
        void kicked(SessionKickedEvent event) {
            throw new IllegalStateException("listener");
        }

        @EventListener
        void risky(RiskyLogin event) {
            throw new IllegalStateException("listener");
        }

        @Bean
        SimpleMeterRegistry meters() {
            SimpleMeterRegistry meters = new SimpleMeterRegistry();
            meters.config().onMeterAdded(meter -> {
                if (meter.getId().getName().startsWith("opsmon.")) {
                    throw new IllegalStateException("no meters");
                }
            });
            return meters;
        }
    }
}
