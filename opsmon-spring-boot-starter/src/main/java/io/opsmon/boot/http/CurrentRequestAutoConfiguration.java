package io.opsmon.boot.http;

import io.opsmon.internal.http.ClientAddressResolver;
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
import org.springframework.core.Ordered;

/** Configures the source of the current request for servlet hosts. */
@AutoConfiguration(after = InstanceAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({Filter.class, FilterRegistrationBean.class})
public final class CurrentRequestAutoConfiguration {

    /**
     * Outside of security, so that the filter sees the requests of a sign-in. Inside of the filters with the highest
     * precedence in Spring Boot, for example the filter of Spring Session.
     */
    private static final int FILTER_ORDER = Ordered.HIGHEST_PRECEDENCE + 100;

    CurrentRequestAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    CurrentRequestFilter opsmonCurrentRequestFilter(
            ClientAddressResolver addresses, ObjectProvider<CurrentRequestFilter.Listener> listeners) {
        return new CurrentRequestFilter(addresses, listeners.orderedStream().toList());
    }

    @Bean
    FilterRegistrationBean<CurrentRequestFilter> opsmonCurrentRequestFilterRegistration(CurrentRequestFilter filter) {
        FilterRegistrationBean<CurrentRequestFilter> registration = new FilterRegistrationBean<>(filter);
        registration.setOrder(FILTER_ORDER);
        registration.setAsyncSupported(true);
        registration.setDispatcherTypes(EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR));
        return registration;
    }
}
