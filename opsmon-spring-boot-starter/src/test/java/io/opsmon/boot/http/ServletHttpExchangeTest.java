package io.opsmon.boot.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opsmon.http.RequestEnd;
import io.opsmon.http.SessionReference;
import io.opsmon.internal.http.ClientAddressHeader;
import io.opsmon.internal.http.ClientAddressResolver;
import io.opsmon.masking.Masking;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockAsyncContext;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class ServletHttpExchangeTest {

    private final List<RequestEnd> ends = new CopyOnWriteArrayList<>();
    private final MockHttpServletRequest request = new MockHttpServletRequest("POST", "/export");
    private final MockHttpServletResponse response = new MockHttpServletResponse();
    private final ServletHttpExchange exchange = ServletHttpExchange.of(
            request,
            response,
            new ExchangeSettings(
                    new ClientAddressResolver(List.of(), ClientAddressHeader.X_FORWARDED_FOR),
                    new SessionReference("a key for the tests"),
                    new Masking(Masking.DEFAULT_KEYS),
                    List.of()));

    @BeforeEach
    void leaveTheRequestToOtherThreads() {
        request.setAsyncSupported(true);
        request.startAsync(request, response);
        exchange.left(request, response, null);
        assertThat(exchange.whenEnded(ends::add)).isTrue();
    }

    /** A container may report nothing after a client has reset its connection. */
    @Test
    void endsAfterALostConnectionWithoutTheContainer() throws IOException {
        listener().onError(event(new IOException("Connection reset by peer")));
        assertThat(ends).isEmpty();
        await().untilAsserted(() -> assertThat(ends)
                .singleElement()
                .satisfies(end -> assertThat(end.failure()).hasMessage("Connection reset by peer")));
        assertThat(exchange.isAbandoned()).isTrue();
        assertThat(exchange.request()).isNull();
        listener().onComplete(event(null));
        assertThat(ends).hasSize(1);
    }

    @Test
    void endsOnceIfTheContainerReportsTheEnd() throws IOException {
        listener().onError(event(new IllegalStateException("failed")));
        response.setStatus(500);
        listener().onComplete(event(null));
        listener().onError(event(new IOException("later")));
        assertThat(ends).singleElement().satisfies(end -> {
            assertThat(end.status()).isEqualTo(500);
            assertThat(end.failure()).hasMessage("failed");
        });
        assertThat(exchange.isAbandoned()).isFalse();
    }

    private AsyncListener listener() {
        return context().getListeners().get(0);
    }

    private AsyncEvent event(@Nullable Throwable failure) {
        return new AsyncEvent(context(), request, response, failure);
    }

    private MockAsyncContext context() {
        return (MockAsyncContext) Objects.requireNonNull(request.getAsyncContext());
    }
}
