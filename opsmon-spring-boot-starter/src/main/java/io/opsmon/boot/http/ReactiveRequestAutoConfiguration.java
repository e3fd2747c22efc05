package io.opsmon.boot.http;

import io.opsmon.internal.http.ClientAddressResolver;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.web.reactive.DispatcherHandler;
import org.springframework.web.server.WebFilter;

/** Configures the source of the current request for reactive hosts. */
@AutoConfiguration(after = InstanceAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnClass(DispatcherHandler.class)
public final class ReactiveRequestAutoConfiguration {

    ReactiveRequestAutoConfiguration() {}

    @Bean
    WebFilter opsmonReactiveRequestFilter(ClientAddressResolver addresses) {
        return new ReactiveRequestFilter(addresses);
    }
}
