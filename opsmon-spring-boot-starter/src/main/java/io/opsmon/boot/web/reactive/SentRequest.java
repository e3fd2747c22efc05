package io.opsmon.boot.web.reactive;

import jakarta.servlet.http.HttpServletRequest;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.util.ClassUtils;
import reactor.netty.http.server.HttpServerRequest;

/**
 * A request as the server received it, before a filter of the host or a header of a proxy has changed the request. On
 * an unknown server, the request as the host sees it.
 */
interface SentRequest {

    /** Returns the method in the request line. */
    String method();

    /** Returns all values of a header, in order. */
    List<String> headers(String name);

    /** Returns the query string as sent, or null. */
    @Nullable
    String query();

    /** Returns the remote address of the connection. */
    @Nullable
    String remoteAddress();

    /** Returns the local address of the connection. */
    @Nullable
    String localAddress();

    static SentRequest of(ServerHttpRequest request) {
        Object received;
        try {
            received = ServerHttpRequestDecorator.getNativeRequest(request);
        } catch (IllegalArgumentException | IllegalStateException unknown) {
            return new Unknown(request);
        }
        if (Servers.NETTY_PRESENT && received instanceof HttpServerRequest netty) {
            return new Netty(netty);
        }
        if (Servers.SERVLET_PRESENT && received instanceof HttpServletRequest servlet) {
            return new Servlet(servlet);
        }
        return new Unknown(request);
    }

    private static @Nullable String address(@Nullable SocketAddress address) {
        return address instanceof InetSocketAddress inet && inet.getAddress() != null
                ? inet.getAddress().getHostAddress()
                : null;
    }

    /** The servers that are present. */
    final class Servers {
        static final boolean NETTY_PRESENT = isPresent("reactor.netty.http.server.HttpServerRequest");
        static final boolean SERVLET_PRESENT = isPresent("jakarta.servlet.http.HttpServletRequest");

        private Servers() {}

        private static boolean isPresent(String name) {
            return ClassUtils.isPresent(name, SentRequest.class.getClassLoader());
        }
    }

    /** A request to Netty, whose other addresses may come from a header. */
    record Netty(HttpServerRequest request) implements SentRequest {

        @Override
        public String method() {
            return request.method().name();
        }

        @Override
        public List<String> headers(String name) {
            return request.requestHeaders().getAll(name);
        }

        @Override
        public @Nullable String query() {
            String uri = request.uri();
            int question = uri.indexOf('?');
            return question < 0 ? null : uri.substring(question + 1);
        }

        @Override
        public @Nullable String remoteAddress() {
            return address(request.connectionRemoteAddress());
        }

        @Override
        public @Nullable String localAddress() {
            return address(request.connectionHostAddress());
        }
    }

    /** A request to a servlet container. */
    record Servlet(HttpServletRequest request) implements SentRequest {

        @Override
        public String method() {
            return request.getMethod();
        }

        @Override
        public List<String> headers(String name) {
            return Collections.list(request.getHeaders(name));
        }

        @Override
        public @Nullable String query() {
            return request.getQueryString();
        }

        @Override
        public @Nullable String remoteAddress() {
            return request.getRemoteAddr();
        }

        @Override
        public @Nullable String localAddress() {
            return request.getLocalAddr();
        }
    }

    /** A request to another server. */
    record Unknown(ServerHttpRequest request) implements SentRequest {

        @Override
        public String method() {
            return request.getMethod().name();
        }

        @Override
        public List<String> headers(String name) {
            return request.getHeaders().getOrEmpty(name);
        }

        @Override
        public @Nullable String query() {
            return request.getURI().getRawQuery();
        }

        @Override
        public @Nullable String remoteAddress() {
            return address(request.getRemoteAddress());
        }

        @Override
        public @Nullable String localAddress() {
            return address(request.getLocalAddress());
        }
    }
}
