package io.opsmon.boot.web.servlet;

import io.opsmon.boot.web.EventSink;
import java.io.IOException;
import java.time.Duration;
import org.springframework.web.servlet.function.ServerResponse.SseBuilder;

/** Sends events by Spring MVC. */
final class ServletEventSink implements EventSink {

    private final SseBuilder events;

    ServletEventSink(SseBuilder events) {
        this.events = events;
    }

    @Override
    public void begin(Duration beforeReconnect) throws IOException {
        events.retry(beforeReconnect).comment("here").send();
    }

    @Override
    public void event(String name, String data) throws IOException {
        events.event(name).data(data);
    }

    @Override
    public void comment(String text) throws IOException {
        events.comment(text).send();
    }

    @Override
    public void complete() {
        events.complete();
    }

    @Override
    public void onEnd(Runnable action) {
        events.onComplete(action);
        events.onTimeout(action);
        events.onError(failure -> action.run());
    }
}
