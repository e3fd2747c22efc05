package io.opsmon.boot.web.reactive;

import io.opsmon.boot.web.ApiRequest;
import io.opsmon.boot.web.Caller;
import io.opsmon.boot.web.Origin;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.SslInfo;
import org.springframework.security.web.server.csrf.CsrfToken;
import org.springframework.util.ClassUtils;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Adapts a reactive request. Used by one thread that may block. Closing the request ends the reading of its body. */
final class ReactiveApiRequest implements ApiRequest, AutoCloseable {

    private static final boolean CSRF_PRESENT = ClassUtils.isPresent(
            "org.springframework.security.web.server.csrf.CsrfToken", ReactiveApiRequest.class.getClassLoader());

    /** The longest wait for the host's stores of sessions and tokens. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** The number of buffers of a body that are received before they are read. */
    private static final int READ_AHEAD = 4;

    private static final Pattern MALFORMED = Pattern.compile("%(?![0-9A-Fa-f]{2})");

    private final ServerWebExchange exchange;
    private final ServerHttpRequest request;
    private final SentRequest sent;
    private final Map<String, String> variables;
    private @Nullable InputStream body;

    ReactiveApiRequest(ServerWebExchange exchange, Map<String, String> variables) {
        this.exchange = exchange;
        this.request = exchange.getRequest();
        this.sent = SentRequest.of(request);
        this.variables = variables;
    }

    @Override
    public String path() {
        return request.getPath().pathWithinApplication().value();
    }

    @Override
    public String pathVariable(String name) {
        @Nullable String value = variables.get(name);
        if (value == null) {
            throw new IllegalArgumentException("The path has no variable \"" + name + "\"");
        }
        return value;
    }

    @Override
    public MultiValueMap<String, String> params() {
        MultiValueMap<String, String> params = new LinkedMultiValueMap<>();
        // A parameter without "=" has no value.
        request.getQueryParams()
                .forEach((name, values) ->
                        values.forEach(value -> params.add(name, Objects.requireNonNullElse(value, ""))));
        return params;
    }

    @Override
    public @Nullable String header(String name) {
        return request.getHeaders().getFirst(name);
    }

    @Override
    public InputStream body() {
        InputStream opened = body;
        if (opened == null) {
            opened = DataBufferUtils.subscriberInputStream(request.getBody(), READ_AHEAD);
            body = opened;
        }
        return opened;
    }

    @Override
    public @Nullable Csrf csrf() {
        return CSRF_PRESENT ? CsrfTokens.of(exchange) : null;
    }

    @Override
    public Caller caller() {
        return ReactiveCaller.of(exchange, PATIENCE);
    }

    @Override
    public <T> @Nullable T unwrap(Class<T> type) {
        return type.isInstance(exchange) ? type.cast(exchange) : null;
    }

    @Override
    public String method() {
        return request.getMethod().name();
    }

    @Override
    public String sentMethod() {
        return sent.method();
    }

    @Override
    public List<String> sentHeaders(String name) {
        return sent.headers(name);
    }

    @Override
    public Origin origin() {
        URI uri = request.getURI();
        String scheme = Objects.requireNonNullElse(uri.getScheme(), "http");
        int port = uri.getPort();
        return new Origin(
                scheme,
                Objects.requireNonNullElse(uri.getHost(), ""),
                port >= 0 ? port : scheme.equalsIgnoreCase("https") ? 443 : 80);
    }

    @Override
    public boolean hasBody() {
        return request.getHeaders().getContentLength() > 0
                || !sentHeaders("Transfer-Encoding").isEmpty();
    }

    @Override
    public boolean hasClientCertificate() {
        @Nullable SslInfo tls = request.getSslInfo();
        return tls != null && tls.getPeerCertificates() != null && tls.getPeerCertificates().length > 0;
    }

    @Override
    public @Nullable String connectionAddress() {
        return sent.remoteAddress();
    }

    @Override
    public @Nullable String clientAddress() {
        @Nullable InetSocketAddress remote = request.getRemoteAddress();
        return remote == null || remote.getAddress() == null
                ? null
                : remote.getAddress().getHostAddress();
    }

    @Override
    public @Nullable String localAddress() {
        return sent.localAddress();
    }

    @Override
    public void readParameters() {
        @Nullable String query = sent.query();
        // Spring repairs a malformed query string from a servlet container.
        if (query != null && MALFORMED.matcher(query).find()) {
            throw new IllegalArgumentException("The query string has a malformed escape");
        }
        request.getQueryParams();
    }

    @Override
    public void close() throws IOException {
        if (body != null) {
            body.close();
        }
    }

    /** Loaded only if the host has Spring Security. */
    private static final class CsrfTokens {

        static @Nullable Csrf of(ServerWebExchange exchange) {
            @Nullable Object attribute = exchange.getAttribute(CsrfToken.class.getName());
            if (!(attribute instanceof Mono<?> mono)) {
                return null;
            }
            return mono.block(PATIENCE) instanceof CsrfToken token
                    ? new Csrf(token.getHeaderName(), token.getToken())
                    : null;
        }
    }
}
