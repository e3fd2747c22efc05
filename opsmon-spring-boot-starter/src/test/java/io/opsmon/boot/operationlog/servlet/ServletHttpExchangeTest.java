package io.opsmon.boot.operationlog.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opsmon.http.SessionReference;
import io.opsmon.internal.http.ClientAddressHeader;
import io.opsmon.internal.http.ClientAddressResolver;
import io.opsmon.masking.Masking;
import io.opsmon.operationlog.RequestEnd;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class ServletHttpExchangeTest {

    private final List<RequestEnd> ends = new CopyOnWriteArrayList<>();
    private final ServletHttpExchange exchange = new ServletHttpExchange(
            new MockHttpServletRequest("POST", "/export"),
            new MockHttpServletResponse(),
            new ClientAddressResolver(List.of(), ClientAddressHeader.X_FORWARDED_FOR),
            new SessionReference("a key for the tests"),
            new Masking(Masking.DEFAULT_KEYS));

    /** A container may report nothing after a client has reset its connection. */
    @Test
    void endsAfterALostConnectionWithoutTheContainer() {
        assertThat(exchange.whenEnded(ends::add)).isTrue();
        exchange.asyncFailed(new IOException("Connection reset by peer"));
        assertThat(ends).isEmpty();
        await().untilAsserted(() -> assertThat(ends)
                .singleElement()
                .satisfies(end -> assertThat(end.failure()).hasMessage("Connection reset by peer")));
        exchange.ended(200);
        assertThat(ends).hasSize(1);
    }

    @Test
    void endsOnceIfTheContainerReportsTheEnd() {
        assertThat(exchange.whenEnded(ends::add)).isTrue();
        exchange.asyncFailed(new IllegalStateException("failed"));
        exchange.answered(500);
        exchange.ended(500);
        exchange.asyncFailed(new IOException("later"));
        assertThat(ends).singleElement().satisfies(end -> {
            assertThat(end.status()).isEqualTo(500);
            assertThat(end.failure()).hasMessage("failed");
        });
    }
}
