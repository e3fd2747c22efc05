package io.opsmon.boot.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opsmon.http.HttpExchange;
import io.opsmon.http.SessionReference;
import io.opsmon.internal.http.ClientAddressHeader;
import io.opsmon.internal.http.ClientAddressResolver;
import io.opsmon.masking.Masking;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import reactor.core.publisher.Mono;

/** Tests that the actions at the end of a request run once, however the request ends. */
class ReactiveExchangeFilterTest {

    private final ReactiveExchangeFilter filter = new ReactiveExchangeFilter(new ExchangeSettings(
            new ClientAddressResolver(List.of(), ClientAddressHeader.X_FORWARDED_FOR),
            new SessionReference("a key for the tests"),
            new Masking(Masking.DEFAULT_KEYS),
            List.of()));
    private final AtomicInteger told = new AtomicInteger();

    private Mono<Void> request(Mono<Void> rest) {
        return filter.filter(
                MockServerWebExchange.from(MockServerHttpRequest.get("/page")),
                exchange -> Mono.deferContextual(context -> {
                    context.get(HttpExchange.class).whenServed(told::incrementAndGet);
                    return rest;
                }));
    }

    @Test
    void tellsWhenItIsAnswered() {
        request(Mono.empty()).block();

        assertThat(told).hasValue(1);
    }

    @Test
    void tellsWhenItFails() {
        assertThatThrownBy(() -> request(Mono.error(new IllegalStateException("after the sign-in")))
                        .block())
                .hasMessage("after the sign-in");

        assertThat(told).hasValue(1);
    }

    @Test
    void tellsWhenTheClientGoesAway() {
        request(Mono.never()).subscribe().dispose();

        assertThat(told).hasValue(1);
    }
}
