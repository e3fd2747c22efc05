package io.opsmon.boot.web.reactive;

import io.opsmon.boot.web.ApiContent;
import io.opsmon.boot.web.ApiResponse;
import io.opsmon.boot.web.routing.ClientStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseCookie;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Writes a response to a reactive server. Headers that the response or the host has set are kept.
 *
 * @param answer the response
 * @param defaults the headers that are added if they are missing
 * @param threads the threads that write a streamed body
 * @param hasBegun whether a thread writes the body, and therefore closes its source
 */
record ReactiveAnswer(ApiResponse answer, Map<String, String> defaults, Workers.Request threads, AtomicBoolean hasBegun)
        implements ServerResponse {

    private static final int CHUNK = 1 << 14;

    @Override
    public HttpStatusCode statusCode() {
        return HttpStatusCode.valueOf(answer.status());
    }

    @Override
    public HttpHeaders headers() {
        return answer.headers();
    }

    @Override
    public MultiValueMap<String, ResponseCookie> cookies() {
        return new LinkedMultiValueMap<>();
    }

    @Override
    public Mono<Void> writeTo(ServerWebExchange exchange, Context context) {
        return writeTo(exchange);
    }

    /** Writes the response without the converters of the host, which no response needs. */
    Mono<Void> writeTo(ServerWebExchange exchange) {
        return Mono.defer(() -> write(exchange)).doFinally(signal -> closeUnwritten());
    }

    private void closeUnwritten() {
        if (hasBegun.compareAndSet(false, true)) {
            threads.execute(answer::close);
        }
    }

    private Mono<Void> write(ServerWebExchange exchange) {
        ServerHttpResponse response = exchange.getResponse();
        response.setStatusCode(statusCode());
        answer.headers().forEach((name, values) -> response.getHeaders().put(name, values));
        defaults.forEach((name, value) -> {
            if (!response.getHeaders().containsHeader(name)) {
                response.getHeaders().set(name, value);
            }
        });
        HttpMethod method = exchange.getRequest().getMethod();
        boolean isRead = method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
        @Nullable String tag = answer.headers().getETag();
        if (isRead && tag != null && exchange.checkNotModified(tag)) {
            return response.setComplete();
        }
        ApiContent content = answer.content();
        DataBufferFactory buffers = response.bufferFactory();
        if (content instanceof ApiContent.Bytes body) {
            response.getHeaders().setContentLength(body.bytes().length);
            return response.writeWith(Mono.fromSupplier(() -> buffers.wrap(body.bytes())));
        }
        if (content instanceof ApiContent.Stream body) {
            return response.writeWith(
                    stream(body.writer(), exchange.getRequest().getPath().value(), buffers));
        }
        if (content instanceof ApiContent.Events events) {
            response.getHeaders().setContentType(MediaType.TEXT_EVENT_STREAM);
            return response.writeAndFlushWith(events(events)
                    .map(event ->
                            Mono.just(event.getBytes(StandardCharsets.UTF_8)).map(buffers::wrap)));
        }
        return response.setComplete();
    }

    /** The empty buffer commits the response, so that a failure of the writer always aborts the connection. */
    private Flux<DataBuffer> stream(ApiContent.Writer writer, String path, DataBufferFactory buffers) {
        return Flux.concat(
                Mono.fromSupplier(() -> buffers.wrap(new byte[0])),
                DataBufferUtils.outputStreamPublisher(out -> writeAll(writer, path, out), buffers, threads, CHUNK));
    }

    private void writeAll(ApiContent.Writer writer, String path, OutputStream out) {
        if (!hasBegun.compareAndSet(false, true)) {
            return;
        }
        try (writer) {
            new ClientStream(out).writeAll(writer, path);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Flux<String> events(ApiContent.Events events) {
        return Flux.<String>create(sink -> events.listener().accept(new ReactiveEventSink(sink)))
                .take(events.longest());
    }
}
