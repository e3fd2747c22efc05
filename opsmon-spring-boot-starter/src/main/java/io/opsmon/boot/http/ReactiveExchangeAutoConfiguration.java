package io.opsmon.boot.http;

import io.opsmon.boot.masking.MaskingAutoConfiguration;
import io.opsmon.http.SessionReference;
import io.opsmon.internal.http.ClientAddressResolver;
import io.opsmon.masking.Masking;
import java.util.List;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.web.reactive.DispatcherHandler;

/** Configures the exchanges of reactive hosts. */
@AutoConfiguration(after = {InstanceAutoConfiguration.class, MaskingAutoConfiguration.class})
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnClass(DispatcherHandler.class)
public final class ReactiveExchangeAutoConfiguration {

    ReactiveExchangeAutoConfiguration() {}

    @Bean
    ReactiveExchangeFilter opsmonReactiveExchangeFilter(
            ClientAddressResolver addresses, SessionReference sessions, Masking masking) {
        return new ReactiveExchangeFilter(new ExchangeSettings(addresses, sessions, masking, List.of()));
    }
}
