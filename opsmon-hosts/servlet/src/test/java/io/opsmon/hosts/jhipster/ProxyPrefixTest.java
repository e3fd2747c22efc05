package io.opsmon.hosts.jhipster;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.springframework.test.context.TestPropertySource;

/** The same host with a context path, behind a proxy that publishes the application below another prefix. */
@TestPropertySource(
        properties = {
            "server.servlet.context-path=/app",
            "server.forward-headers-strategy=framework",
            "opsmon.client.trusted-proxies=127.0.0.1,::1"
        })
class ProxyPrefixTest extends ResourceServerTest {

    private static final String PREFIX = "/prod-api";
    private static final Set<String> OF_THE_CONNECTION =
            Set.of("host", "connection", "content-length", "upgrade", "http2-settings", "transfer-encoding");

    private final HttpClient onward = HttpClient.newHttpClient();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    private @Nullable HttpServer proxy;

    @Override
    String address(int port) {
        try {
            HttpServer started = proxy;
            if (started == null) {
                started = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
                started.setExecutor(threads);
                started.createContext(PREFIX, exchange -> forward(exchange, port));
                started.start();
                proxy = started;
            }
            return "http://localhost:" + started.getAddress().getPort() + PREFIX;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    String clientIp() {
        return "198.51.100.7";
    }

    @AfterEach
    void stopProxy() {
        if (proxy != null) {
            proxy.stop(0);
        }
        threads.shutdownNow();
    }

    private void forward(HttpExchange exchange, int port) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().toString().substring(PREFIX.length());
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/app" + path))
                    .method(
                            exchange.getRequestMethod(),
                            HttpRequest.BodyPublishers.ofByteArray(
                                    exchange.getRequestBody().readAllBytes()))
                    .header("X-Forwarded-For", "198.51.100.7")
                    .header("X-Forwarded-Proto", "http")
                    .header(
                            "X-Forwarded-Host",
                            "localhost:" + exchange.getLocalAddress().getPort())
                    .header("X-Forwarded-Prefix", PREFIX);
            exchange.getRequestHeaders().forEach((name, values) -> {
                if (!OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
                    values.forEach(value -> request.header(name, value));
                }
            });
            HttpResponse<byte[]> response = onward.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            response.headers().map().forEach((name, values) -> {
                if (!OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
                    exchange.getResponseHeaders().put(name, List.copyOf(values));
                }
            });
            byte[] body = response.body();
            exchange.sendResponseHeaders(response.statusCode(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
