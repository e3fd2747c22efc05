package io.opsmon.boot.operationlog.reactive;

import io.opsmon.boot.operationlog.http.BodyText;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import reactor.core.publisher.Flux;

/**
 * Keeps a copy of the beginning of a request body while the host reads the body. The copy never reads ahead of the
 * host.
 */
final class ReactiveBodyCopy extends ServerHttpRequestDecorator {

    private final int limit;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    private volatile boolean more;

    ReactiveBodyCopy(ServerHttpRequest request, int limit) {
        super(request);
        this.limit = limit;
    }

    @Override
    public Flux<DataBuffer> getBody() {
        return super.getBody().doOnNext(this::keep);
    }

    private void keep(DataBuffer buffer) {
        int length = Math.min(buffer.readableByteCount(), limit - bytes.size());
        if (length > 0) {
            ByteBuffer copy = ByteBuffer.allocate(length);
            buffer.toByteBuffer(buffer.readPosition(), copy, 0, length);
            bytes.writeBytes(copy.array());
        }
        more |= buffer.readableByteCount() > length;
    }

    /** Returns the text that the host has read, up to the limit; null if the host has read nothing. */
    @Nullable
    String text() {
        if (bytes.size() == 0) {
            return null;
        }
        @Nullable MediaType type = getHeaders().getContentType();
        return BodyText.decode(bytes.toByteArray(), type == null ? null : type.getCharset());
    }

    boolean isWhole() {
        return !more;
    }
}
