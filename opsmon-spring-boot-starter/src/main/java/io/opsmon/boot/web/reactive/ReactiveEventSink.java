package io.opsmon.boot.web.reactive;

import io.opsmon.boot.web.EventSink;
import java.io.IOException;
import java.time.Duration;
import reactor.core.publisher.FluxSink;

/** Writes events as text. */
final class ReactiveEventSink implements EventSink {

    private final FluxSink<String> events;

    ReactiveEventSink(FluxSink<String> events) {
        this.events = events;
    }

    @Override
    public void begin(Duration beforeReconnect) throws IOException {
        send("retry:" + beforeReconnect.toMillis() + "\n:here\n\n");
    }

    @Override
    public void event(String name, String data) throws IOException {
        send("event:" + name + "\ndata:" + data + "\n\n");
    }

    @Override
    public void comment(String text) throws IOException {
        send(":" + text + "\n\n");
    }

    private void send(String text) throws IOException {
        if (events.isCancelled()) {
            throw new IOException("The client has disconnected");
        }
        events.next(text);
    }

    @Override
    public void complete() {
        events.complete();
    }

    @Override
    public void onEnd(Runnable action) {
        events.onDispose(action::run);
    }
}
