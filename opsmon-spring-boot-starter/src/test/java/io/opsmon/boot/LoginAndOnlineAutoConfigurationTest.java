package io.opsmon.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opsmon.boot.health.Problems;
import io.opsmon.client.ClientDescriber;
import io.opsmon.client.IpLocator;
import io.opsmon.client.UserAgentParser;
import io.opsmon.internal.client.CachedClientDescriber;
import io.opsmon.internal.client.UapUserAgentParser;
import io.opsmon.internal.client.YauaaUserAgentParser;
import io.opsmon.loginlog.LoginLogFilter;
import io.opsmon.loginlog.LoginLogRecorder;
import io.opsmon.loginlog.LoginLogRepository;
import io.opsmon.loginlog.guard.AttemptGuard;
import io.opsmon.loginlog.guard.AttemptStore;
import io.opsmon.loginlog.internal.InMemoryLoginLogRepository;
import io.opsmon.loginlog.internal.guard.InMemoryAttemptStore;
import io.opsmon.loginlog.internal.guard.JdbcAttemptStore;
import io.opsmon.loginlog.internal.guard.RedisAttemptStore;
import io.opsmon.loginlog.internal.jdbc.JdbcLoginLogRepository;
import io.opsmon.loginlog.internal.security.SecurityEvents;
import io.opsmon.onlineuser.Kick;
import io.opsmon.onlineuser.OnlineSession;
import io.opsmon.onlineuser.OnlineUserRegistry;
import io.opsmon.onlineuser.OnlineUserStore;
import io.opsmon.onlineuser.SessionLimit;
import io.opsmon.onlineuser.SessionPolicy;
import io.opsmon.onlineuser.TestSessions;
import io.opsmon.onlineuser.internal.InMemoryOnlineUserStore;
import io.opsmon.onlineuser.internal.jdbc.JdbcOnlineUserStore;
import io.opsmon.onlineuser.internal.redis.RedisOnlineUserStore;
import io.opsmon.testsupport.TestRedis;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.security.authentication.AuthenticationEventPublisher;
import org.springframework.security.authentication.DefaultAuthenticationEventPublisher;
import org.springframework.security.authentication.ReactiveAuthenticationManager;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.util.ClassUtils;
import reactor.core.publisher.Mono;

/** Tests the beans that hosts get for sign-ins and online users. */
class LoginAndOnlineAutoConfigurationTest {

    private static final AtomicInteger DATABASES = new AtomicInteger();

    private final AutoConfigurations opsmon = AutoConfigurations.of(
            ImportCandidates.load(AutoConfiguration.class, LoginAndOnlineAutoConfigurationTest.class.getClassLoader())
                    .getCandidates()
                    .stream()
                    .filter(name -> name.startsWith("io.opsmon."))
                    .map(name -> ClassUtils.resolveClassName(name, null))
                    .toArray(Class<?>[]::new));

    private final ApplicationContextRunner bare = new ApplicationContextRunner()
            .withConfiguration(opsmon)
            .withPropertyValues(
                    "opsmon.operation-log.enabled=false",
                    "opsmon.recording.journal.directory=target/journals/" + UUID.randomUUID());

    private final ApplicationContextRunner host = bare.withConfiguration(
                    AutoConfigurations.of(DataSourceAutoConfiguration.class))
            .withPropertyValues(
                    "spring.datasource.url=jdbc:h2:mem:lo" + DATABASES.incrementAndGet() + ";DB_CLOSE_DELAY=-1");

    private static List<String> tables(org.springframework.context.ApplicationContext context) {
        return new JdbcTemplate(context.getBean(javax.sql.DataSource.class))
                        .queryForList(
                                "SELECT table_name FROM information_schema.tables WHERE table_schema = 'PUBLIC'",
                                String.class)
                        .stream()
                        .map(name -> name.toLowerCase(Locale.ROOT))
                        .filter(name -> name.startsWith("opsmon"))
                        .toList();
    }

    @Test
    void keepsBothInTheDatabaseOfAHostThatHasOne() {
        host.run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(context.getBean(LoginLogRepository.class)).isInstanceOf(JdbcLoginLogRepository.class);
            assertThat(context.getBean(AttemptStore.class)).isInstanceOf(JdbcAttemptStore.class);
            assertThat(context.getBean(OnlineUserStore.class)).isInstanceOf(JdbcOnlineUserStore.class);
            assertThat(tables(context))
                    .contains("opsmon_login_log", "opsmon_login_attempt", "opsmon_online_session", "opsmon_online_kick")
                    .doesNotContain("opsmon_operation_log");
        });
    }

    @Test
    void keepsBothInMemoryOfAHostThatHasNone() {
        bare.run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(context.getBean(LoginLogRepository.class)).isInstanceOf(InMemoryLoginLogRepository.class);
            assertThat(context.getBean(AttemptStore.class)).isInstanceOf(InMemoryAttemptStore.class);
            assertThat(context.getBean(OnlineUserStore.class)).isInstanceOf(InMemoryOnlineUserStore.class);
        });
    }

    /** An authentication manager that other beans inject by its class. */
    static class Tokens implements ReactiveAuthenticationManager {

        @Override
        public Mono<Authentication> authenticate(Authentication authentication) {
            return Mono.just(UsernamePasswordAuthenticationToken.authenticated("alice", null, List.of()));
        }
    }

    /** Delegates to another authentication manager. */
    static final class Delegating implements ReactiveAuthenticationManager {

        private final Tokens tokens;

        Delegating(Tokens tokens) {
            this.tokens = tokens;
        }

        @Override
        public Mono<Authentication> authenticate(Authentication authentication) {
            return tokens.authenticate(authentication);
        }
    }

    @Test
    void standsAroundTheManagersOfAReactiveHostAndTellsOnce() {
        new ReactiveWebApplicationContextRunner()
                .withConfiguration(opsmon)
                .withPropertyValues(
                        "opsmon.operation-log.enabled=false",
                        "opsmon.recording.journal.directory=target/journals/" + UUID.randomUUID())
                .withBean(Tokens.class)
                .withBean("delegating", Delegating.class)
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    context.getBean("delegating", ReactiveAuthenticationManager.class)
                            .authenticate(UsernamePasswordAuthenticationToken.unauthenticated("alice", "x"))
                            .block();

                    LoginLogRepository repository = context.getBean(LoginLogRepository.class);
                    LoginLogFilter all = LoginLogFilter.ALL;
                    await().untilAsserted(() ->
                            assertThat(repository.find(all).items()).hasSize(1));
                    context.getBean(Tokens.class)
                            .authenticate(UsernamePasswordAuthenticationToken.unauthenticated("alice", "x"))
                            .block();
                    await().untilAsserted(() ->
                            assertThat(repository.find(all).items()).hasSize(2));
                });
    }

    @Test
    void takesTheHostsRedis() {
        host.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class))
                .withPropertyValues(
                        "spring.data.redis.host=" + TestRedis.sharedUri().getHost(),
                        "spring.data.redis.port=" + TestRedis.sharedUri().getPort(),
                        "opsmon.redis.prefix=" + TestRedis.freshPrefix())
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context.getBean(AttemptStore.class)).isInstanceOf(RedisAttemptStore.class);
                    assertThat(context.getBean(OnlineUserStore.class)).isInstanceOf(RedisOnlineUserStore.class);
                    assertThat(context.getBean(OnlineUserRegistry.class).count())
                            .isZero();
                    assertThat(tables(context)).doesNotContain("opsmon_online_session");
                });
    }

    @Test
    void goesOnAfterAPauseInWhichTheHostsRedisClientWasReplaced() {
        host.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class))
                .withPropertyValues(
                        "spring.data.redis.host=" + TestRedis.sharedUri().getHost(),
                        "spring.data.redis.port=" + TestRedis.sharedUri().getPort(),
                        "opsmon.online-users.resync-interval=100ms",
                        "opsmon.online-users.flush-interval=50ms",
                        "opsmon.redis.prefix=" + TestRedis.freshPrefix())
                .run(context -> {
                    OnlineUserRegistry registry = context.getBean(OnlineUserRegistry.class);
                    assertThat(registry.count()).isZero();
                    context.getSourceApplicationContext().stop();
                    context.getSourceApplicationContext().start();

                    OnlineSession session = TestSessions.of("bob", java.time.Instant.now());
                    registry.register(session, null, io.opsmon.client.ClientHints.NONE);

                    await().ignoreExceptions()
                            .untilAsserted(() ->
                                    assertThat(registry.get(session.ref())).isPresent());
                    String elsewhere = TestSessions.ref();
                    context.getBean(OnlineUserStore.class)
                            .kick(List.of(
                                    new Kick(elsewhere, java.time.Instant.now().plusSeconds(60))));
                    await().untilAsserted(() ->
                            assertThat(registry.isKicked(elsewhere)).isTrue());
                });
    }

    @Test
    void startsWhileTheHostsRedisIsDown() {
        host.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class))
                .withPropertyValues("spring.data.redis.port=1")
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void saysWhatIsMissingForTheStoreThatWasAskedFor() {
        bare.withPropertyValues("opsmon.online-users.store=redis", "opsmon.strict-configuration=true")
                .run(context -> assertThat(context)
                        .hasFailed()
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("opsmon.online-users.store is redis"));
        bare.withPropertyValues("opsmon.login-log.guard.store=jdbc", "opsmon.strict-configuration=true")
                .run(context -> assertThat(context)
                        .hasFailed()
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("opsmon.login-log.guard.store is jdbc"));
    }

    @Test
    void keepsOutOfTheWayWhenBothAreOff() {
        host.withPropertyValues("opsmon.login-log.enabled=false", "opsmon.online-users.enabled=false")
                .run(context -> {
                    assertThat(context)
                            .doesNotHaveBean(LoginLogRecorder.class)
                            .doesNotHaveBean(AttemptGuard.class)
                            .doesNotHaveBean(SecurityEvents.class)
                            .doesNotHaveBean(AuthenticationEventPublisher.class)
                            .doesNotHaveBean(OnlineUserRegistry.class);
                    assertThat(tables(context)).isEmpty();
                });
    }

    @Test
    void guardsNothingWhenTheGuardIsOff() {
        host.withPropertyValues("opsmon.login-log.guard.enabled=false")
                .run(context -> assertThat(context)
                        .hasSingleBean(LoginLogRecorder.class)
                        .doesNotHaveBean(AttemptGuard.class)
                        .doesNotHaveBean("opsmonGuardedProviders"));
    }

    @Test
    void startsWithoutSpringSecurityAndOptionalLibraries() {
        host.withClassLoader(new FilteredClassLoader(
                        "org.springframework.security",
                        "io.lettuce",
                        "org.springframework.data.redis",
                        "ua_parser",
                        "nl.basjes",
                        "com.maxmind",
                        "org.lionsoul",
                        "cn.dev33",
                        "org.apache.shiro",
                        "jakarta.servlet",
                        "io.micrometer"))
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context)
                            .hasSingleBean(LoginLogRecorder.class)
                            .hasSingleBean(OnlineUserRegistry.class)
                            .doesNotHaveBean(UserAgentParser.class);
                });
    }

    @Test
    void prefersTheParserThatTheHostHasChosen() {
        host.run(context -> assertThat(context.getBean(UserAgentParser.class)).isInstanceOf(UapUserAgentParser.class));
        assertThat(YauaaUserAgentParser.class).isFinal();
        host.withBean(UserAgentParser.class, () -> agent -> io.opsmon.client.Device.UNKNOWN)
                .run(context ->
                        assertThat(context.getBean(UserAgentParser.class)).isNotInstanceOf(UapUserAgentParser.class));
    }

    @Test
    void namesTheLibraryThatADataFileNeeds() {
        host.withPropertyValues("opsmon.login-log.location.maxmind-file=missing.mmdb")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context.getBean(Problems.class).current().get("login-log locations"))
                            .contains("maxmind-file needs the library com.maxmind.db:maxmind-db");
                });
    }

    @Test
    void namesThePropertyThatIsWrong() {
        host.withPropertyValues("opsmon.login-log.guard.failures=0")
                .run(context -> assertThat(context)
                        .hasFailed()
                        .getFailure()
                        .hasStackTraceContaining("guard.failures must be at least 1"));
        host.withPropertyValues("opsmon.online-users.timeout=1s")
                .run(context -> assertThat(context)
                        .hasFailed()
                        .getFailure()
                        .hasStackTraceContaining("must be longer than touch-interval"));
        host.withPropertyValues("opsmon.login-log.risk.burst=1")
                .run(context -> assertThat(context)
                        .hasFailed()
                        .getFailure()
                        .hasStackTraceContaining("risk.burst must be at least 2"));
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnBeans {

        @Bean
        LoginLogRepository logins() {
            return new InMemoryLoginLogRepository(10);
        }

        @Bean
        AuthenticationEventPublisher publisher() {
            return new DefaultAuthenticationEventPublisher();
        }

        @Bean
        SessionPolicy policy() {
            return username -> new SessionLimit(1, SessionLimit.OnExceed.REJECT_NEW);
        }

        @Bean
        OnlineUserStore sessions() {
            return new InMemoryOnlineUserStore(java.time.Duration.ofMinutes(1));
        }

        @Bean
        AttemptStore attempts() {
            return new InMemoryAttemptStore(10, java.time.Duration.ofMinutes(1));
        }

        @Bean
        IpLocator locator() {
            return address -> null;
        }

        @Bean
        ClientDescriber describer() {
            return new CachedClientDescriber(() -> null, () -> null);
        }
    }

    @Test
    void backsOffForBeansOfTheHost() {
        host.withUserConfiguration(OwnBeans.class).run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(context)
                    .hasSingleBean(LoginLogRepository.class)
                    .hasSingleBean(AuthenticationEventPublisher.class)
                    .hasSingleBean(SessionPolicy.class)
                    .hasSingleBean(OnlineUserStore.class)
                    .hasSingleBean(AttemptStore.class)
                    .hasSingleBean(IpLocator.class)
                    .hasSingleBean(ClientDescriber.class)
                    .doesNotHaveBean("opsmonLoginLogRetention");
            assertThat(tables(context)).doesNotContain("opsmon_online_session");
        });
    }
}
