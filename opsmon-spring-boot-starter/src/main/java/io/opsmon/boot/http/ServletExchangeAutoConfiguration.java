package io.opsmon.boot.http;

import io.opsmon.boot.masking.MaskingAutoConfiguration;
import io.opsmon.http.SessionReference;
import io.opsmon.internal.http.ClientAddressResolver;
import io.opsmon.masking.Masking;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import java.util.EnumSet;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.context.request.async.CallableProcessingInterceptor;
import org.springframework.web.servlet.config.annotation.AsyncSupportConfigurer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Configures the exchanges of servlet hosts. */
@AutoConfiguration(after = {InstanceAutoConfiguration.class, MaskingAutoConfiguration.class})
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({Filter.class, FilterRegistrationBean.class})
public final class ServletExchangeAutoConfiguration {

    /**
     * Outside of security, so that the filter sees the requests of a sign-in. Inside of the filters with the highest
     * precedence in Spring Boot, for example the filter of Spring Session.
     */
    private static final int FILTER_ORDER = Ordered.HIGHEST_PRECEDENCE + 100;

    ServletExchangeAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    ServletExchangeFilter opsmonServletExchangeFilter(
            ClientAddressResolver addresses,
            SessionReference sessions,
            Masking masking,
            ObjectProvider<ExchangeCustomizer> customizers,
            ObjectProvider<ServletExchangeFilter.Listener> listeners) {
        return new ServletExchangeFilter(
                new ExchangeSettings(
                        addresses,
                        sessions,
                        masking,
                        customizers.orderedStream().toList()),
                listeners.orderedStream().toList());
    }

    @Bean
    FilterRegistrationBean<ServletExchangeFilter> opsmonServletExchangeFilterRegistration(
            ServletExchangeFilter filter) {
        FilterRegistrationBean<ServletExchangeFilter> registration = new FilterRegistrationBean<>(filter);
        registration.setOrder(FILTER_ORDER);
        registration.setAsyncSupported(true);
        registration.setDispatcherTypes(EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR));
        return registration;
    }

    /** Binds exchanges to the threads of asynchronous controllers. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({WebMvcConfigurer.class, CallableProcessingInterceptor.class})
    static class MvcConfiguration {

        @Bean
        WebMvcConfigurer opsmonAsyncExchanges() {
            return new WebMvcConfigurer() {
                @Override
                public void configureAsyncSupport(AsyncSupportConfigurer configurer) {
                    configurer.registerCallableInterceptors(new AsyncExchanges());
                }
            };
        }
    }
}
