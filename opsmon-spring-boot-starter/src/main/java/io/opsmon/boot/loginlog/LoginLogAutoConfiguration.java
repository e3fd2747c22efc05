package io.opsmon.boot.loginlog;

import io.opsmon.boot.database.OpsmonDatabase;
import io.opsmon.boot.database.OpsmonDatabaseAutoConfiguration;
import io.opsmon.boot.database.OpsmonDatabaseProperties;
import io.opsmon.boot.database.OpsmonSchema;
import io.opsmon.boot.health.Problems;
import io.opsmon.boot.health.SafeEvents;
import io.opsmon.boot.http.Instance;
import io.opsmon.boot.http.InstanceAutoConfiguration;
import io.opsmon.boot.http.ServletExchangeAutoConfiguration;
import io.opsmon.boot.log.recorder.RecorderLifecycle;
import io.opsmon.boot.log.recorder.StoredValueCheck;
import io.opsmon.boot.recording.RecordingProperties;
import io.opsmon.client.ClientDescriber;
import io.opsmon.client.IpLocator;
import io.opsmon.client.UserAgentParser;
import io.opsmon.http.CurrentHttpExchange;
import io.opsmon.http.SessionReference;
import io.opsmon.internal.client.CachedClientDescriber;
import io.opsmon.internal.client.Ip2RegionIpLocator;
import io.opsmon.internal.client.MaxMindIpLocator;
import io.opsmon.internal.client.UapUserAgentParser;
import io.opsmon.internal.client.YauaaUserAgentParser;
import io.opsmon.log.TraceContextResolver;
import io.opsmon.log.internal.jdbc.JdbcLogChain;
import io.opsmon.loginlog.LoginDescriber;
import io.opsmon.loginlog.LoginLogEntry;
import io.opsmon.loginlog.LoginLogRecorder;
import io.opsmon.loginlog.LoginLogRepository;
import io.opsmon.loginlog.RiskAssessor;
import io.opsmon.loginlog.internal.InMemoryLoginLogRepository;
import io.opsmon.loginlog.internal.jdbc.JdbcLoginLogRepository;
import io.opsmon.masking.Masking;
import java.time.Clock;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.util.ClassUtils;

/** Configures the recording of login logs. */
@AutoConfiguration(
        after = {
            OpsmonDatabaseAutoConfiguration.class,
            InstanceAutoConfiguration.class,
            ServletExchangeAutoConfiguration.class
        })
@ConditionalOnProperty(name = "opsmon.login-log.enabled", matchIfMissing = true)
@EnableConfigurationProperties({LoginLogProperties.class, RecordingProperties.class})
public final class LoginLogAutoConfiguration {

    private static final Logger log = LoggerFactory.getLogger(LoginLogAutoConfiguration.class);

    private static final String LOCATIONS = "login-log locations";

    LoginLogAutoConfiguration() {}

    @Bean
    static OpsmonSchema opsmonLoginLogSchema() {
        return new OpsmonSchema("login-log");
    }

    @Bean
    @ConditionalOnMissingBean
    LoginLogRepository opsmonLoginLogRepository(
            ObjectProvider<OpsmonDatabase> database,
            ObjectProvider<OpsmonDatabaseProperties> databaseProperties,
            ObjectProvider<JdbcLogChain<LoginLogEntry>> chain,
            LoginLogProperties properties) {
        OpsmonDatabase found = database.getIfAvailable();
        if (found == null) {
            log.warn(
                    "No DataSource found: the newest {} login logs are kept in memory and lost at a restart",
                    properties.memoryCapacity());
            return new InMemoryLoginLogRepository(properties.memoryCapacity());
        }
        return new JdbcLoginLogRepository(
                found.dataSource(), databaseProperties.getObject().queryTimeout(), chain.getIfAvailable());
    }

    @Bean
    @ConditionalOnMissingBean
    ClientDescriber opsmonClientDescriber(ObjectProvider<UserAgentParser> parsers, ObjectProvider<IpLocator> locators) {
        return new CachedClientDescriber(parsers::getIfAvailable, locators::getIfAvailable);
    }

    @Bean
    @ConditionalOnMissingBean
    LoginDescriber opsmonLoginDescriber(
            ClientDescriber clients,
            LoginLogRepository repository,
            LoginLogProperties properties,
            ApplicationEventPublisher events) {
        RiskAssessor assessor = new RiskAssessor(repository, properties.risk().toSettings());
        return new LoginDescriber(clients, properties.risk().enabled() ? assessor : null, SafeEvents.of(events));
    }

    @Bean
    @ConditionalOnMissingBean
    LoginLogRecorder opsmonLoginLogRecorder(
            LoginLogRepository repository,
            LoginDescriber describer,
            Instance instance,
            ObjectProvider<CurrentHttpExchange> request,
            ObjectProvider<TraceContextResolver> traces,
            SessionReference sessions,
            RecordingProperties recording,
            LoginLogProperties properties,
            Masking masking,
            ObjectProvider<Clock> clock) {
        return new LoginLogRecorder(
                repository,
                describer,
                new LoginLogRecorder.Surroundings(
                        instance.application(),
                        instance.node(),
                        request.getIfAvailable(() -> CurrentHttpExchange.NONE),
                        traces.orderedStream().toList(),
                        sessions,
                        masking),
                recording.toSettings(),
                properties.consistency(),
                properties.flood().toSettings(),
                clock.getIfUnique(Clock::systemUTC));
    }

    @Bean
    StoredValueCheck opsmonLoginLogStoredValueCheck(LoginLogRepository repository, Problems problems) {
        return new StoredValueCheck(
                "login-log", repository instanceof JdbcLoginLogRepository jdbc ? jdbc : null, problems);
    }

    @Bean
    RecorderLifecycle opsmonLoginLogRecorderLifecycle(
            LoginLogRecorder recorder, RecordingProperties recording, Problems problems) {
        return new RecorderLifecycle(recorder, recording.shutdownGrace(), problems);
    }

    @Bean
    KickRecording opsmonKickRecording(LoginLogRecorder recorder) {
        return new KickRecording(recorder);
    }

    private static void requireLibrary(String className, String property, String artifact) {
        if (!ClassUtils.isPresent(className, LoginLogAutoConfiguration.class.getClassLoader())) {
            throw new IllegalStateException(
                    "opsmon.login-log.location." + property + " needs the library " + artifact + " on the class path");
        }
    }

    /** Yauaa, if the host has added the library: more precise and more expensive than uap-java. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "nl.basjes.parse.useragent.UserAgentAnalyzer")
    @ConditionalOnMissingBean(UserAgentParser.class)
    static class YauaaConfiguration {

        @Bean
        @Lazy
        UserAgentParser opsmonUserAgentParser() {
            return new YauaaUserAgentParser();
        }
    }

    /** The default parser: uap-java. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "ua_parser.Parser")
    @ConditionalOnMissingClass("nl.basjes.parse.useragent.UserAgentAnalyzer")
    @ConditionalOnMissingBean(UserAgentParser.class)
    static class UapConfiguration {

        @Bean
        @Lazy
        UserAgentParser opsmonUserAgentParser() {
            return new UapUserAgentParser();
        }
    }

    /** Resolves locations with a data file of MaxMind. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty("opsmon.login-log.location.maxmind-file")
    @ConditionalOnMissingBean(IpLocator.class)
    static class MaxMindConfiguration {

        @Bean
        IpLocator opsmonIpLocator(LoginLogProperties properties, Problems problems) {
            return problems.orElse(LOCATIONS, () -> locator(properties), failure -> address -> null);
        }

        private static IpLocator locator(LoginLogProperties properties) {
            requireLibrary("com.maxmind.db.Reader", "maxmind-file", "com.maxmind.db:maxmind-db");
            return new MaxMindIpLocator(
                    Objects.requireNonNull(properties.location().maxmindFile()));
        }
    }

    /** Resolves locations with a data file of ip2region. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty("opsmon.login-log.location.ip2region-file")
    @ConditionalOnMissingBean(IpLocator.class)
    static class Ip2RegionConfiguration {

        @Bean
        IpLocator opsmonIpLocator(LoginLogProperties properties, Problems problems) {
            return problems.orElse(LOCATIONS, () -> locator(properties), failure -> address -> null);
        }

        private static IpLocator locator(LoginLogProperties properties) {
            requireLibrary("org.lionsoul.ip2region.xdb.Searcher", "ip2region-file", "org.lionsoul:ip2region");
            return new Ip2RegionIpLocator(
                    Objects.requireNonNull(properties.location().ip2regionFile()));
        }
    }
}
