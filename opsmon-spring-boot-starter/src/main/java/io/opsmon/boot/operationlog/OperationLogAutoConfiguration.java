package io.opsmon.boot.operationlog;

import io.opsmon.boot.database.OpsmonDatabase;
import io.opsmon.boot.database.OpsmonDatabaseAutoConfiguration;
import io.opsmon.boot.database.OpsmonDatabaseProperties;
import io.opsmon.boot.database.OpsmonSchema;
import io.opsmon.boot.health.Problems;
import io.opsmon.boot.http.Instance;
import io.opsmon.boot.http.InstanceAutoConfiguration;
import io.opsmon.boot.log.recorder.RecorderLifecycle;
import io.opsmon.boot.log.recorder.StoredValueCheck;
import io.opsmon.boot.operationlog.http.HttpOutcomeProperties;
import io.opsmon.boot.recording.RecordingProperties;
import io.opsmon.http.CurrentHttpExchange;
import io.opsmon.log.TraceContextResolver;
import io.opsmon.log.internal.MdcTraceContextResolver;
import io.opsmon.log.internal.TraceParentResolver;
import io.opsmon.log.internal.jdbc.JdbcLogChain;
import io.opsmon.masking.Masking;
import io.opsmon.operationlog.OldValueLoader;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.OperationLogRecorder;
import io.opsmon.operationlog.OperationLogRepository;
import io.opsmon.operationlog.OperationRecording;
import io.opsmon.operationlog.OperatorResolver;
import io.opsmon.operationlog.internal.InMemoryOperationLogRepository;
import io.opsmon.operationlog.internal.change.ChangeText;
import io.opsmon.operationlog.internal.interception.AsyncHandoverProcessor;
import io.opsmon.operationlog.internal.interception.CallFacts;
import io.opsmon.operationlog.internal.interception.ChangeCapture;
import io.opsmon.operationlog.internal.interception.EntryWriter;
import io.opsmon.operationlog.internal.interception.OperationLogAdvisor;
import io.opsmon.operationlog.internal.interception.OperationLogInterceptor;
import io.opsmon.operationlog.internal.interception.OperationParser;
import io.opsmon.operationlog.internal.interception.RecordedMethods;
import io.opsmon.operationlog.internal.jdbc.JdbcOperationLogRepository;
import io.opsmon.operationlog.internal.payload.PayloadReplacer;
import io.opsmon.operationlog.internal.payload.PayloadWriter;
import io.opsmon.operationlog.internal.template.TemplateFunctions;
import io.opsmon.operationlog.internal.template.TemplateParser;
import java.time.Clock;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aop.config.AopConfigUtils;
import org.springframework.aop.framework.ProxyConfig;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Role;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration that records annotated methods. Two advisors share one interceptor. The first advisor runs outside
 * the business transaction, the second, for entries that join the transaction, inside.
 */
@AutoConfiguration(
        after = {OpsmonDatabaseAutoConfiguration.class, InstanceAutoConfiguration.class},
        afterName = {
            "org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration",
            "org.springframework.boot.autoconfigure.transaction.TransactionAutoConfiguration"
        })
@ConditionalOnProperty(name = "opsmon.operation-log.enabled", matchIfMissing = true)
@EnableConfigurationProperties({OperationLogProperties.class, RecordingProperties.class, HttpOutcomeProperties.class})
@Import(ProxyCreatorRegistrar.class)
public final class OperationLogAutoConfiguration {

    private static final Logger log = LoggerFactory.getLogger(OperationLogAutoConfiguration.class);

    OperationLogAutoConfiguration() {}

    @Bean
    static OpsmonSchema opsmonOperationLogSchema(OperationLogProperties properties) {
        Set<String> options = new HashSet<>();
        if (properties.textIndex()) {
            options.add("text-index");
        }
        if (properties.partitioning() == OperationLogProperties.Partitioning.MONTHLY) {
            options.add("monthly-partitions");
        }
        return new OpsmonSchema("operation-log", options);
    }

    @Bean
    @ConditionalOnMissingBean
    OperationLogRepository opsmonOperationLogRepository(
            ObjectProvider<OpsmonDatabase> database,
            ObjectProvider<OpsmonDatabaseProperties> databaseProperties,
            ObjectProvider<JdbcLogChain<OperationLogEntry>> chain,
            OperationLogProperties properties) {
        OpsmonDatabase found = database.getIfAvailable();
        if (found == null) {
            log.warn(
                    "No DataSource is available: the newest {} operation log entries are kept in memory and lost on restart",
                    properties.memoryCapacity());
            return new InMemoryOperationLogRepository(properties.memoryCapacity());
        }
        return new JdbcOperationLogRepository(
                found.dataSource(), databaseProperties.getObject().queryTimeout(), chain.getIfAvailable());
    }

    @Bean
    @ConditionalOnMissingBean
    OperationLogRecorder opsmonOperationLogRecorder(
            OperationLogRepository repository, RecordingProperties recording, ObjectProvider<Clock> clock) {
        return new OperationLogRecorder(repository, recording.toSettings(), clock.getIfUnique(Clock::systemUTC));
    }

    @Bean
    StoredValueCheck opsmonOperationLogStoredValueCheck(OperationLogRepository repository, Problems problems) {
        return new StoredValueCheck(
                "operation-log", repository instanceof JdbcOperationLogRepository jdbc ? jdbc : null, problems);
    }

    @Bean
    RecorderLifecycle opsmonOperationLogRecorderLifecycle(
            OperationLogRecorder recorder, RecordingProperties recording, Problems problems) {
        return new RecorderLifecycle(recorder, recording.shutdownGrace(), problems);
    }

    @Bean
    static TemplateFunctions opsmonTemplateFunctions() {
        return new TemplateFunctions();
    }

    @Bean
    static OperationParser opsmonOperationParser(
            TemplateFunctions functions,
            OperationLogProperties properties,
            ConfigurableListableBeanFactory beanFactory) {
        return new OperationParser(
                new TemplateParser(functions, beanFactory.getBeanClassLoader()), properties.strictTemplates());
    }

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static RecordedMethods opsmonRecordedMethods(
            ObjectProvider<OperationParser> parser,
            ObjectProvider<Masking> masking,
            ConfigurableListableBeanFactory beanFactory) {
        return new RecordedMethods(parser::getObject, masking::getObject, () -> createsClassProxies(beanFactory));
    }

    private static boolean createsClassProxies(ConfigurableListableBeanFactory beanFactory) {
        return !(beanFactory.getSingleton(AopConfigUtils.AUTO_PROXY_CREATOR_BEAN_NAME) instanceof ProxyConfig creator)
                || creator.isProxyTargetClass();
    }

    @Bean
    static TemplateStartup opsmonTemplateStartup(
            ConfigurableListableBeanFactory beanFactory,
            TemplateFunctions functions,
            RecordedMethods methods,
            Problems problems) {
        return new TemplateStartup(beanFactory, functions, methods, problems);
    }

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static TransactionObserver opsmonTransactionObserver() {
        return new TransactionObserver();
    }

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static OperationLogAdvisor opsmonOperationLogAdvisor(
            RecordedMethods methods, ObjectProvider<OperationLogInterceptor> interceptor, Environment environment) {
        int order = environment.getProperty("opsmon.operation-log.interceptor-order", Integer.class, 0);
        return new OperationLogAdvisor(methods, interceptor::getObject, false, order);
    }

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static OperationLogAdvisor opsmonTransactionalOperationLogAdvisor(
            RecordedMethods methods, ObjectProvider<OperationLogInterceptor> interceptor) {
        return new OperationLogAdvisor(methods, interceptor::getObject, true, Ordered.LOWEST_PRECEDENCE);
    }

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static AsyncHandoverProcessor opsmonAsyncHandoverProcessor(ObjectProvider<CallFacts> facts) {
        return new AsyncHandoverProcessor(facts::getObject);
    }

    @Bean
    OperationLogInterceptor opsmonOperationLogInterceptor(
            RecordedMethods methods,
            CallFacts facts,
            EntryWriter entries,
            ChangeCapture changes,
            ObjectProvider<Clock> clock) {
        return new OperationLogInterceptor(methods, facts, entries, changes, clock.getIfUnique(Clock::systemUTC));
    }

    @Bean
    static ChangeText opsmonChangeText(ApplicationContext messages) {
        return new ChangeText(messages);
    }

    @Bean
    ChangeCapture opsmonChangeCapture(
            OperationLogProperties properties,
            Masking masking,
            ChangeText text,
            ObjectProvider<OldValueLoader> loaders) {
        return new ChangeCapture(
                properties.changes().toSettings(),
                masking,
                text,
                properties.changes().language(),
                loaders.orderedStream().toList(),
                properties.changes().skipUnchanged());
    }

    @Bean
    PayloadWriter opsmonPayloadWriter(
            OperationLogProperties properties, Masking masking, ObjectProvider<PayloadReplacer> replacers) {
        return new PayloadWriter(
                properties.payload().toSettings(),
                masking,
                replacers.orderedStream().toList());
    }

    @Bean
    EntryWriter opsmonEntryWriter(
            OperationLogRecorder recorder,
            Masking masking,
            ChangeCapture changes,
            PayloadWriter payloads,
            HttpOutcomeProperties outcomes,
            Instance instance) {
        return new EntryWriter(
                recorder, payloads, masking, changes, outcomes.rule(masking), instance.application(), instance.node());
    }

    @Bean
    OperationRecording opsmonOperationRecording(
            OperationLogRecorder recorder, CallFacts facts, Instance instance, ObjectProvider<Clock> clock) {
        return new OperationRecording(
                recorder,
                facts::operator,
                facts::exchange,
                facts::trace,
                instance.application(),
                instance.node(),
                clock.getIfUnique(Clock::systemUTC));
    }

    /** Records operations that opsmon performs for an operator like any other operation. */
    @Bean
    AdministrativeOperations opsmonAdministrativeOperations(OperationRecording recording, Masking masking) {
        return new AdministrativeOperations(recording, masking);
    }

    @Bean
    CallFacts opsmonCallFacts(
            ObjectProvider<OperatorResolver> operators,
            ObjectProvider<TraceContextResolver> traces,
            ObjectProvider<CurrentHttpExchange> exchanges) {
        return new CallFacts(
                operators.getIfAvailable(() -> () -> null),
                traces.orderedStream().toList(),
                exchanges.getIfAvailable(() -> CurrentHttpExchange.NONE));
    }

    @Bean
    @Order(Ordered.LOWEST_PRECEDENCE - 100)
    TraceContextResolver opsmonTraceParentResolver(ObjectProvider<CurrentHttpExchange> exchanges) {
        return new TraceParentResolver(exchanges.getIfAvailable(() -> CurrentHttpExchange.NONE));
    }

    @Bean
    @Order(Ordered.LOWEST_PRECEDENCE)
    TraceContextResolver opsmonMdcTraceContextResolver() {
        return new MdcTraceContextResolver("traceId", "spanId");
    }

    /** Resolves the signed-in user of the security frameworks on the class path. */
    @Bean
    @ConditionalOnMissingBean
    OperatorResolver opsmonOperatorResolver(ConfigurableListableBeanFactory beanFactory) {
        return SignedInOperator.of(beanFactory.getBeanClassLoader());
    }
}
