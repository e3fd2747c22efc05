package io.opsmon.boot.operationlog.servlet;

import io.opsmon.boot.http.ExchangeCustomizer;
import io.opsmon.boot.http.ServletExchangeAutoConfiguration;
import io.opsmon.boot.operationlog.OperationLogAutoConfiguration;
import io.opsmon.boot.operationlog.http.HttpOutcomeProperties;
import io.opsmon.boot.operationlog.http.HttpOutcomes;
import io.opsmon.boot.operationlog.http.HttpRecordingProperties;
import io.opsmon.boot.operationlog.http.HttpRecordingRules;
import io.opsmon.http.CurrentHttpExchange;
import io.opsmon.log.TraceContextResolver;
import io.opsmon.masking.Masking;
import io.opsmon.operationlog.OperationLogRecorder;
import io.opsmon.operationlog.OperationRecording;
import io.opsmon.operationlog.OperatorResolver;
import io.opsmon.operationlog.http.HttpOutcomeResolver;
import io.opsmon.operationlog.internal.interception.CallFacts;
import io.opsmon.operationlog.internal.payload.PayloadReplacer;
import io.opsmon.operationlog.internal.payload.PayloadWriter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import java.time.Clock;
import java.util.EnumSet;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

/** Auto-configuration of payloads and entries of requests in servlet hosts. */
@AutoConfiguration(after = {ServletExchangeAutoConfiguration.class, OperationLogAutoConfiguration.class})
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({Filter.class, FilterRegistrationBean.class})
@ConditionalOnBean(OperationLogRecorder.class)
public final class OperationLogServletAutoConfiguration {

    OperationLogServletAutoConfiguration() {}

    /** Resolves operator and trace of a request on the thread that hands a task to another thread. */
    @Bean
    ExchangeCustomizer opsmonOperatorsOfRequests(ObjectProvider<CallFacts> facts) {
        return exchange -> {
            exchange.attribute(
                    OperatorResolver.class, () -> () -> facts.getObject().operator());
            exchange.attribute(
                    TraceContextResolver.class, () -> () -> facts.getObject().trace());
        };
    }

    @Bean
    @ConditionalOnClass(name = "org.springframework.web.servlet.ModelAndView")
    PayloadReplacer opsmonServletPayloads() {
        return new ServletPayloads();
    }

    /** Records requests without an annotated method. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBooleanProperty("opsmon.operation-log.http.enabled")
    @EnableConfigurationProperties(HttpRecordingProperties.class)
    static class HttpRecordingConfiguration {

        /** Notes exceptions that Spring MVC turns into answers. */
        @Configuration(proxyBeanMethods = false)
        @ConditionalOnClass(name = "org.springframework.web.servlet.HandlerExceptionResolver")
        static class MvcConfiguration {

            @Bean
            HandledExceptions opsmonHandledExceptions() {
                return new HandledExceptions();
            }
        }

        @Bean
        FilterRegistrationBean<HttpRecordingFilter> opsmonHttpRecordingFilter(
                HttpRecordingProperties properties,
                HttpOutcomeProperties outcomes,
                ObjectProvider<HttpOutcomeResolver> resolvers,
                CurrentHttpExchange exchanges,
                CallFacts facts,
                OperationRecording recording,
                Masking masking,
                PayloadWriter payloads,
                ObjectProvider<Clock> clock,
                Environment environment) {
            HttpRecordingRules rules =
                    HttpRecordingRules.of(properties, environment.getProperty("opsmon.web.base-path", "/opsmon"));
            FilterRegistrationBean<HttpRecordingFilter> registration =
                    new FilterRegistrationBean<>(new HttpRecordingFilter(
                            rules,
                            new HttpOutcomes(outcomes, resolvers.orderedStream().toList(), masking),
                            exchanges,
                            facts,
                            recording,
                            payloads,
                            masking,
                            clock.getIfUnique(Clock::systemUTC)));
            // Runs inside the security filters, after authentication.
            registration.setOrder(Ordered.LOWEST_PRECEDENCE - 100);
            registration.setAsyncSupported(true);
            registration.setDispatcherTypes(EnumSet.of(DispatcherType.REQUEST));
            return registration;
        }
    }
}
