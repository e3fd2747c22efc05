package io.opsmon.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.test.simple.SimpleTracer;
import io.opsmon.boot.database.OpsmonDatabase;
import io.opsmon.boot.health.Problems;
import io.opsmon.boot.web.OpsmonAccess;
import io.opsmon.boot.web.routing.ApiRoutes;
import io.opsmon.log.Outcome;
import io.opsmon.log.TraceContext;
import io.opsmon.operationlog.OperationLog;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.OperationLogFilter;
import io.opsmon.operationlog.OperationLogRecorder;
import io.opsmon.operationlog.OperationLogRepository;
import io.opsmon.operationlog.Operator;
import io.opsmon.operationlog.OperatorResolver;
import io.opsmon.operationlog.TemplateFunction;
import io.opsmon.operationlog.internal.InMemoryOperationLogRepository;
import io.opsmon.operationlog.internal.interception.OperationLogAdvisor;
import io.opsmon.operationlog.internal.jdbc.JdbcOperationLogRepository;
import io.opsmon.operationlog.internal.template.TemplateException;
import io.opsmon.recording.Consistency;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.liquibase.autoconfigure.LiquibaseAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.util.ClassUtils;

public class OpsmonAutoConfigurationTest {

    private static final AtomicInteger DATABASES = new AtomicInteger();

    private final String database = "jdbc:h2:mem:boot" + DATABASES.incrementAndGet() + ";DB_CLOSE_DELAY=-1";

    private final AutoConfigurations opsmon = AutoConfigurations.of(
            ImportCandidates.load(AutoConfiguration.class, OpsmonAutoConfigurationTest.class.getClassLoader())
                    .getCandidates()
                    .stream()
                    .filter(name -> name.startsWith("io.opsmon."))
                    .map(name -> ClassUtils.resolveClassName(name, null))
                    .toArray(Class<?>[]::new));

    private final AutoConfigurations jdbc = AutoConfigurations.of(
            DataSourceAutoConfiguration.class,
            DataSourceTransactionManagerAutoConfiguration.class,
            TransactionAutoConfiguration.class,
            JdbcTemplateAutoConfiguration.class,
            AopAutoConfiguration.class);

    private final ApplicationContextRunner host = new ApplicationContextRunner()
            .withConfiguration(opsmon)
            .withConfiguration(jdbc)
            .withUserConfiguration(Host.class)
            .withPropertyValues(
                    "spring.datasource.url=" + database,
                    "opsmon.login-log.enabled=false",
                    "opsmon.online-users.enabled=false",
                    "opsmon.recording.journal.directory=target/journals/" + java.util.UUID.randomUUID());

    @Configuration(proxyBeanMethods = false)
    static class Host {
        @Bean
        Shop shop(JdbcTemplate jdbc) {
            return new Shop(jdbc);
        }
    }

    public static class Shop {
        private final JdbcTemplate jdbc;

        Shop(JdbcTemplate jdbc) {
            this.jdbc = jdbc;
        }

        @OperationLog(description = "sold #{#what}, #{#loud(#what)}")
        public void sell(String what) {}

        @TemplateFunction
        public String loud(String text) {
            return text + "!";
        }

        @Transactional
        @OperationLog(description = "inside", consistency = Consistency.TRANSACTIONAL)
        public void inTransaction() {
            jdbc.update("INSERT INTO sale VALUES (1)");
        }

        @Transactional
        @OperationLog(description = "cannot commit")
        public void failsAtCommit() {
            jdbc.update("INSERT INTO sale VALUES (1)");
            org.springframework.transaction.support.TransactionSynchronizationManager.registerSynchronization(
                    new org.springframework.transaction.support.TransactionSynchronization() {
                        @Override
                        public void beforeCommit(boolean readOnly) {
                            throw new IllegalStateException("no commit");
                        }
                    });
        }
    }

    private static List<OperationLogEntry> entries(ApplicationContext context) {
        context.getBean(OperationLogRecorder.class).flush(Duration.ofSeconds(5));
        return context.getBean(OperationLogRepository.class)
                .find(OperationLogFilter.ALL)
                .items();
    }

    private static List<String> tables(JdbcTemplate jdbc) {
        return jdbc
                .queryForList(
                        "SELECT table_name FROM information_schema.tables WHERE table_schema = 'PUBLIC'", String.class)
                .stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .toList();
    }

    private static Throwable rootOf(AssertableApplicationContext context) {
        Throwable failure = Objects.requireNonNull(context.getStartupFailure());
        while (failure.getCause() != null) {
            failure = failure.getCause();
        }
        return failure;
    }

    @Test
    void columnThatDoesNotReturnItsValuesIsNamed() {
        host.run(
                context -> assertThat(context.getBean(Problems.class).current()).isEmpty());
        new JdbcTemplate(new DriverManagerDataSource(database, "sa", ""))
                .execute("ALTER TABLE opsmon_operation_log ALTER COLUMN occurred_at TIMESTAMP(0) WITH TIME ZONE");
        host.run(context -> {
            assertThat(context.getBean(Problems.class).current())
                    .hasEntrySatisfying(
                            "operation-log storage",
                            problem -> assertThat(problem).contains("opsmon_operation_log", "occurred_at"))
                    .doesNotContainKey("login-log storage");
            Health health = context.getBean("opsmonHealthIndicator", HealthIndicator.class)
                    .health();
            assertThat(Objects.requireNonNull(health).getStatus()).isEqualTo(new Status("DEGRADED"));
        });
    }

    @Test
    void recordsIntoTheHostsDatabase() {
        host.run(context -> {
            context.getBean(Shop.class).sell("tea");

            assertThat(entries(context))
                    .extracting(OperationLogEntry::description)
                    .containsExactly("sold tea, tea!");
            assertThat(context.getBean(OperationLogRepository.class)).isInstanceOf(JdbcOperationLogRepository.class);
            assertThat(context.getBeanNamesForType(DataSource.class)).containsExactly("dataSource");
        });
    }

    @Test
    void makesProxiesInAHostThatSwitchedOffBootsOwn() {
        host.withPropertyValues("spring.aop.auto=false").run(context -> {
            context.getBean(Shop.class).sell("tea");
            assertThat(entries(context)).hasSize(1);
        });
    }

    @Test
    void standsOutsideTheTransactionAndInsideForTransactionalEntries() {
        host.run(context -> {
            context.getBean(JdbcTemplate.class).execute("CREATE TABLE sale (id INT)");
            Shop shop = context.getBean(Shop.class);
            shop.inTransaction();
            org.assertj.core.api.Assertions.assertThatThrownBy(shop::failsAtCommit)
                    .hasMessage("no commit");

            assertThat(entries(context))
                    .extracting(OperationLogEntry::description, OperationLogEntry::outcome)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple("cannot commit", Outcome.FAILURE),
                            org.assertj.core.groups.Tuple.tuple("inside", Outcome.SUCCESS));
            context.getBean(JdbcTemplate.class).execute("DROP TABLE sale");
            org.assertj.core.api.Assertions.assertThatThrownBy(shop::inTransaction)
                    .isInstanceOf(RuntimeException.class);
            assertThat(entries(context).get(0).outcome()).isEqualTo(Outcome.FAILURE);
        });
    }

    @Test
    void drainsMemoryBeforeTheDataSourceCloses() {
        host.run(context -> {
            for (int i = 0; i < 2_000; i++) {
                context.getBean(Shop.class).sell("tea " + i);
            }
        });

        JdbcTemplate after = new JdbcTemplate(new DriverManagerDataSource(database, "sa", ""));
        assertThat(after.queryForObject("SELECT COUNT(*) FROM opsmon_operation_log", Integer.class))
                .isEqualTo(2_000);
    }

    @Test
    void keepsOutOfTheWayWhenItIsOff() {
        java.util.Set<Thread> before = Thread.getAllStackTraces().keySet();
        host.withPropertyValues("opsmon.operation-log.enabled=false").run(context -> {
            context.getBean(Shop.class).sell("tea");

            assertThat(context).doesNotHaveBean(OperationLogRecorder.class).doesNotHaveBean(OperationLogAdvisor.class);
            assertThat(tables(context.getBean(JdbcTemplate.class))).isEmpty();
            assertThat(Thread.getAllStackTraces().keySet())
                    .noneMatch(thread -> thread.getName().startsWith("opsmon-") && !before.contains(thread));
        });
    }

    @Test
    void takesTheDataSourceThatIsNamedForIt() {
        String own = database.replace("mem:boot", "mem:own");
        host.withBean(
                        "opsmonDataSource",
                        DataSource.class,
                        () -> new DriverManagerDataSource(own),
                        definition -> definition.setAutowireCandidate(false))
                .run(context -> {
                    context.getBean(Shop.class).sell("tea");

                    assertThat(entries(context)).hasSize(1);
                    assertThat(tables(context.getBean(JdbcTemplate.class))).isEmpty();
                    assertThat(tables(new JdbcTemplate(new DriverManagerDataSource(own))))
                            .contains("opsmon_operation_log");
                });
    }

    @Test
    void saysWhatToDoAboutSeveralDataSources() {
        new ApplicationContextRunner()
                .withConfiguration(opsmon)
                .withBean("one", DataSource.class, () -> new DriverManagerDataSource(database))
                .withBean("two", DataSource.class, () -> new DriverManagerDataSource(database))
                .withPropertyValues("opsmon.database.required=true")
                .run(context -> assertThat(Objects.requireNonNull(context.getStartupFailure()))
                        .hasStackTraceContaining("opsmon.database.data-source")
                        .hasStackTraceContaining("one"));
    }

    @Test
    void runsBesideTheHostsFlywayAndLiquibase() {
        host.withConfiguration(AutoConfigurations.of(FlywayAutoConfiguration.class, LiquibaseAutoConfiguration.class))
                .withPropertyValues("spring.flyway.baseline-on-migrate=true", "spring.flyway.baseline-version=0")
                .run(context -> assertThat(tables(context.getBean(JdbcTemplate.class)))
                        .contains(
                                "host_by_flyway",
                                "host_by_liquibase",
                                "databasechangelog",
                                "opsmon_databasechangelog",
                                "opsmon_operation_log"));
    }

    @Test
    void onlyValidatesIfToldSo() {
        ApplicationContextRunner validating = host.withPropertyValues("opsmon.database.migration=validate");
        validating.run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(context.getBean(Problems.class).current().get("database"))
                    .contains("opsmon's tables are not current");
        });
        validating.withPropertyValues("opsmon.database.required=true").run(context -> {
            assertThat(context).hasFailed();
            assertThat(rootOf(context)).hasMessageContaining("opsmon's tables are not current");
        });
        host.run(context -> assertThat(context).hasNotFailed());
        host.withPropertyValues("opsmon.database.migration=validate")
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void startsWhileItsDatabaseIsDown() {
        host.withPropertyValues(
                        "spring.datasource.url=jdbc:h2:tcp://localhost:1/nowhere",
                        "spring.datasource.hikari.initialization-fail-timeout=-1",
                        "spring.datasource.hikari.connection-timeout=250",
                        "opsmon.recording.shutdown-grace=100ms")
                .run(context -> {
                    context.getBean(Shop.class).sell("tea");

                    OperationLogRecorder recorder = context.getBean(OperationLogRecorder.class);
                    await().untilAsserted(() ->
                            assertThat(recorder.statistics().spilled()).isEqualTo(1));
                    assertThat(recorder.statistics().dropped()).isZero();
                });
    }

    @Test
    void backsOffForBeansOfTheHost() {
        OperationLogRepository own = new InMemoryOperationLogRepository(10);
        host.withBean(OperationLogRepository.class, () -> own)
                .withBean(OperatorResolver.class, () -> () -> Operator.of("of the host"))
                .run(context -> {
                    context.getBean(Shop.class).sell("tea");

                    assertThat(context).doesNotHaveBean(JdbcOperationLogRepository.class);
                    assertThat(entries(context).get(0).operator()).isEqualTo(Operator.of("of the host"));
                    assertThat(tables(context.getBean(JdbcTemplate.class))).isEmpty();
                });
    }

    @Test
    void keepsLogsInMemoryWithoutADatabase() {
        new ApplicationContextRunner().withConfiguration(opsmon).run(context -> {
            assertThat(context).hasNotFailed().doesNotHaveBean(OpsmonDatabase.class);
            assertThat(context.getBean(OperationLogRepository.class))
                    .isInstanceOf(InMemoryOperationLogRepository.class);
        });
    }

    static class BrokenTemplate {
        @OperationLog(description = "#{#missingFunction()}")
        public void work() {}
    }

    @Test
    void stopsTheStartForABrokenTemplateUnlessToldNotTo() {
        host.withBean(BrokenTemplate.class)
                .run(context -> assertThat(context)
                        .getFailure()
                        .isInstanceOf(TemplateException.class)
                        .hasMessageContaining("BrokenTemplate.work")
                        .hasMessageContaining("missingFunction"));
        host.withBean(BrokenTemplate.class)
                .withPropertyValues("opsmon.operation-log.strict-templates=false")
                .run(context -> {
                    context.getBean(BrokenTemplate.class).work();
                    assertThat(entries(context).get(0).description()).isEqualTo("#{#missingFunction()}");
                });
    }

    @Test
    void namesThePropertyThatIsWrong() {
        host.withPropertyValues("opsmon.recording.queue-capacity=1")
                .run(context -> assertThat(rootOf(context)).hasMessageContaining("queue-capacity must be at least 16"));
        new WebApplicationContextRunner()
                .withConfiguration(opsmon)
                .withPropertyValues("opsmon.client.trusted-proxies=nonsense")
                .run(context -> assertThat(Objects.requireNonNull(context.getStartupFailure()))
                        .hasStackTraceContaining("\"nonsense\" is neither an address nor a CIDR range"));
    }

    @Test
    void isClosedWithoutSpringSecurity() {
        WebApplicationContextRunner web =
                new WebApplicationContextRunner().withConfiguration(opsmon).withConfiguration(jdbc);
        web.run(context -> assertThat(context).hasSingleBean(ApiRoutes.class));
        web.withClassLoader(new FilteredClassLoader("org.springframework.security", "cn.dev33", "org.apache.shiro"))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean(OpsmonAccess.class)
                        .doesNotHaveBean(ApiRoutes.class));
        web.withClassLoader(new FilteredClassLoader("org.springframework.security", "cn.dev33", "org.apache.shiro"))
                .withPropertyValues("opsmon.web.access=permit-all")
                .run(context -> assertThat(context).hasSingleBean(ApiRoutes.class));
        web.withClassLoader(new FilteredClassLoader("org.springframework.security"))
                .run(context -> assertThat(context.getBean(OpsmonAccess.class).isGranted("opsmon:backup:read"))
                        .isFalse());
        web.withClassLoader(new FilteredClassLoader("org.springframework.security", "cn.dev33"))
                .run(context -> assertThat(context.getBean(OpsmonAccess.class).isGranted("opsmon:backup:read"))
                        .isFalse());
        web.withPropertyValues("opsmon.web.enabled=false")
                .run(context ->
                        assertThat(context).hasSingleBean(OpsmonAccess.class).doesNotHaveBean(ApiRoutes.class));
        host.run(context -> assertThat(context).hasSingleBean(OpsmonAccess.class));
        web.withPropertyValues("opsmon.web.base-path=opsmon/")
                .run(context -> assertThat(Objects.requireNonNull(context.getStartupFailure()))
                        .hasStackTraceContaining("opsmon.web.base-path must be like /opsmon"));
    }

    @Test
    void startsWithoutTheOptionalLibraries() {
        for (String missing : List.of(
                "org.springframework.security",
                "io.opsmon.backup",
                "io.micrometer",
                "reactor",
                "org.postgresql",
                "jakarta.persistence",
                "jakarta.servlet")) {
            host.withClassLoader(new FilteredClassLoader(missing)).run(context -> {
                assertThat(context).as(missing).hasNotFailed();
                context.getBean(Shop.class).sell("tea");
                assertThat(entries(context)).isNotEmpty();
            });
        }
    }

    @Test
    void takesTheTraceOfMicrometerTracing() {
        SimpleTracer tracer = new SimpleTracer();
        host.withBean(Tracer.class, () -> tracer).run(context -> {
            Span span = tracer.nextSpan().start();
            try (Tracer.SpanInScope scope = tracer.withSpan(span)) {
                assertThat(scope).isNotNull();
                context.getBean(Shop.class).sell("tea");
            }

            assertThat(entries(context).get(0).trace())
                    .isEqualTo(new TraceContext(
                            span.context().traceId(), span.context().spanId()));
        });
    }

    @Test
    void takesTheTraceOfTheLoggingContext() {
        host.run(context -> {
            MDC.put("traceId", "abc");
            try {
                context.getBean(Shop.class).sell("tea");
            } finally {
                MDC.remove("traceId");
            }

            assertThat(entries(context).get(0).trace()).isEqualTo(new TraceContext("abc", null));
        });
    }

    @Test
    void metersWhatTheRecorderDoes() {
        host.run(context -> {
            SimpleMeterRegistry registry = new SimpleMeterRegistry();
            context.getBean("opsmonOperationLogMeters", MeterBinder.class).bindTo(registry);
            context.getBean(Shop.class).sell("tea");
            assertThat(entries(context)).hasSize(1);

            assertThat(registry.get("opsmon.recording.recorded")
                            .tag("log", "operation-log")
                            .functionCounter()
                            .count())
                    .isEqualTo(1);
            assertThat(registry.get("opsmon.recording.stored").functionCounter().count())
                    .isEqualTo(1);
            assertThat(registry.get("opsmon.recording.dropped")
                            .functionCounter()
                            .count())
                    .isZero();
            assertThat(registry.get("opsmon.recording.queue.depth").gauge().value())
                    .isZero();
        });
    }

    @Test
    void isHealthyWhileTheDatabaseIsThereAndDegradedWhileItIsNot() {
        host.run(context -> {
            context.getBean(Shop.class).sell("tea");
            assertThat(entries(context)).hasSize(1);

            Health health =
                    Objects.requireNonNull(context.getBean("opsmonOperationLogHealthIndicator", HealthIndicator.class)
                            .health());
            assertThat(health.getStatus()).isEqualTo(Status.UP);
            assertThat(health.getDetails()).containsEntry("state", "DIRECT").containsEntry("dropped", 0L);
        });
        host.withPropertyValues(
                        "management.health.opsmon-operation-log.enabled=false",
                        "management.health.opsmon-maintenance.enabled=false",
                        "management.health.opsmon.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(HealthIndicator.class));
        host.withPropertyValues(
                        "spring.datasource.url=jdbc:h2:tcp://localhost:1/nowhere",
                        "spring.datasource.hikari.initialization-fail-timeout=-1",
                        "spring.datasource.hikari.connection-timeout=250",
                        "opsmon.recording.shutdown-grace=100ms")
                .run(context -> {
                    context.getBean(Shop.class).sell("tea");

                    await().untilAsserted(() -> assertThat(Objects.requireNonNull(
                                            context.getBean("opsmonOperationLogHealthIndicator", HealthIndicator.class)
                                                    .health())
                                    .getStatus()
                                    .getCode())
                            .isEqualTo("DEGRADED"));
                });
    }

    @Configuration(proxyBeanMethods = false)
    static class ExportingHost {
        @Bean
        Collecting collecting() {
            return new Collecting();
        }
    }

    static class Collecting implements io.opsmon.operationlog.forwarding.OperationLogExporter {
        final List<String> descriptions = new java.util.concurrent.CopyOnWriteArrayList<>();

        @Override
        public String name() {
            return "collecting";
        }

        @Override
        public void export(List<OperationLogEntry> batch) {
            batch.forEach(entry -> descriptions.add(entry.description()));
        }
    }

    @Test
    void forwardsToTheHostsExporters() {
        host.withUserConfiguration(ExportingHost.class)
                .withPropertyValues("opsmon.operation-log.forwarding.poll-interval=50ms")
                .run(context -> {
                    context.getBean(Shop.class).sell("tea");
                    await().untilAsserted(() -> assertThat(context.getBean(Collecting.class).descriptions)
                            .containsExactly("sold tea, tea!"));
                    SimpleMeterRegistry registry = new SimpleMeterRegistry();
                    context.getBeansOfType(MeterBinder.class).values().forEach(binder -> binder.bindTo(registry));
                    // Counted after the exporter has returned.
                    await().untilAsserted(() -> assertThat(registry.get("opsmon.forwarding.sent")
                                    .tag("log", "operation-log")
                                    .tag("exporter", "collecting")
                                    .functionCounter()
                                    .count())
                            .isEqualTo(1));
                    assertThat(registry.get("opsmon.recording.flush")
                                    .functionTimer()
                                    .count())
                            .isPositive();
                });
    }

    @Test
    void prefersTheHostsExporterToAConfiguredOneOfTheSameName() {
        host.withBean("webhook", Collecting.class, () -> new Collecting() {
                    @Override
                    public String name() {
                        return "webhook";
                    }
                })
                .withPropertyValues(
                        "opsmon.operation-log.forwarding.poll-interval=50ms",
                        "opsmon.operation-log.forwarding.webhook.url=https://example.org/")
                .run(context -> {
                    context.getBean(Shop.class).sell("tea");
                    await().untilAsserted(() -> assertThat(context.getBean(Collecting.class).descriptions)
                            .containsExactly("sold tea, tea!"));
                    assertThat(context.getBean(Problems.class).current())
                            .containsEntry(
                                    "forwarding of operation logs to webhook",
                                    "More than one exporter has this name. Only the first exporter forwards entries.");
                });
    }

    @Test
    void sealsWhatWasWrittenLastWhenItStops() {
        host.withPropertyValues(
                        "opsmon.chain.keys[0].id=k",
                        "opsmon.chain.keys[0].secret=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")
                .run(context -> context.getBean(Shop.class).sell("tea"));

        host.run(context -> assertThat(context.getBean(JdbcTemplate.class)
                        .queryForList("SELECT signature FROM opsmon_seal WHERE seq = 1", String.class))
                .singleElement()
                .asString()
                .startsWith("k:"));
    }

    @Test
    void chainsNothingWhereTheChainIsOff() {
        host.withPropertyValues("opsmon.operation-log.chain.enabled=false").run(context -> {
            context.getBean(Shop.class).sell("tea");
            context.getBean(OperationLogRecorder.class).flush(Duration.ofSeconds(5));
            assertThat(context.getBean(OperationLogRepository.class)
                            .find(OperationLogFilter.ALL)
                            .items())
                    .singleElement()
                    .satisfies(entry -> assertThat(entry.chain()).isNull());
            assertThat(context).doesNotHaveBean(io.opsmon.log.internal.jdbc.JdbcLogChain.class);
        });
    }

    @Test
    void namesAKeyThatIsTooShort() {
        host.withPropertyValues(
                        "opsmon.strict-configuration=true",
                        "opsmon.chain.keys[0].id=k",
                        "opsmon.chain.keys[0].secret=AAAA")
                .run(context -> assertThat(context)
                        .hasFailed()
                        .getFailure()
                        .hasStackTraceContaining(
                                "The secret of the seal key \"k\" has 3 bytes, it must have at least 32"));
    }

    @Test
    void showsWhereEverythingStandsAtAnActuatorEndpoint() {
        host.withPropertyValues(
                        "management.endpoints.web.exposure.include=operationlogs",
                        "management.endpoints.jmx.exposure.include=operationlogs")
                .run(context -> assertThat(context).hasBean("opsmonOperationLogEndpoint"));
        host.run(context -> assertThat(context).doesNotHaveBean("opsmonOperationLogEndpoint"));
    }
}
