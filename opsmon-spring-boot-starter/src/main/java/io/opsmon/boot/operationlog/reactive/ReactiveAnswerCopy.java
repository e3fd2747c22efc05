package io.opsmon.boot.operationlog.reactive;

import io.opsmon.boot.operationlog.http.BodyText;
import io.opsmon.boot.operationlog.http.RequestEntries;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Keeps a copy of the beginning of a JSON answer while the answer is written. Nothing is delayed, and streams and other
 * answers are not copied.
 */
final class ReactiveAnswerCopy extends ServerHttpResponseDecorator {

    private final int limit;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(0);
    private volatile boolean more;

    ReactiveAnswerCopy(ServerHttpResponse response, int limit) {
        super(response);
        this.limit = limit;
    }

    @Override
    public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
        @Nullable MediaType type = getHeaders().getContentType();
        @Nullable String encoding = getHeaders().getFirst(HttpHeaders.CONTENT_ENCODING);
        if (!RequestEntries.isJsonDocument(type == null ? null : type.toString(), encoding)) {
            return super.writeWith(body);
        }
        // A Mono is committed only after its first element, so that its error may still change the status.
        return super.writeWith(
                body instanceof Mono<? extends DataBuffer> mono
                        ? mono.doOnNext(this::keep)
                        : Flux.from(body).doOnNext(this::keep));
    }

    private void keep(DataBuffer buffer) {
        int length = Math.min(buffer.readableByteCount(), limit - bytes.size());
        more |= buffer.readableByteCount() > length;
        if (length > 0) {
            ByteBuffer copy = ByteBuffer.allocate(length);
            buffer.toByteBuffer(buffer.readPosition(), copy, 0, length);
            bytes.writeBytes(copy.array());
        }
    }

    /** Returns the text of the answer, up to the limit; null if the host has written no JSON. */
    @Nullable
    String text() {
        @Nullable MediaType type = getHeaders().getContentType();
        return bytes.size() == 0 ? null : BodyText.decode(bytes.toByteArray(), type == null ? null : type.getCharset());
    }

    boolean isWhole() {
        return !more;
    }
}
