package io.opsmon.boot.onlineuser.reactive;

import io.opsmon.onlineuser.LocalSession;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Ends streams, for example of server-sent events, with their session. Other responses are written to their end. */
final class StreamsOfSession extends ServerHttpResponseDecorator {

    private final LocalSession local;

    StreamsOfSession(ServerHttpResponse response, LocalSession local) {
        super(response);
        this.local = local;
    }

    @Override
    public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> body) {
        Sinks.Empty<Void> end = Sinks.empty();
        return Mono.defer(() -> {
            Runnable forget = local.opened(end::tryEmitEmpty);
            return super.writeAndFlushWith(Flux.from(body).takeUntilOther(end.asMono()))
                    .doFinally(signal -> forget.run());
        });
    }
}
