package io.opsmon.boot.web;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * Streams changes to the console.
 *
 * <pre>
 *  GET /events?topics=operation-logs,backups   server-sent events: one event with the topic's name after a change, within about a second. Ends when
 *                                              the session or a permission is lost, and after a minute; the client reconnects
 * </pre>
 */
final class EventRoutes {

    /** Clients reconnect automatically; the host's own security then checks their credential. */
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private static final Duration BEFORE_NEXT = Duration.ofSeconds(1);

    /** Makes proxies forward each event at once. */
    private static final Map<String, String> HEADERS = Map.of("X-Accel-Buffering", "no");

    private final ApiRoutes api;
    private final OpsmonAccess access;
    private final LiveEvents events;

    EventRoutes(ApiRoutes api, OpsmonAccess access, LiveEvents events) {
        this.api = api;
        this.access = access;
        this.events = events;
    }

    RouterFunction<ServerResponse> routes() {
        return api.routes(builder -> builder.GET("/events", this::listen));
    }

    private ServerResponse listen(ServerRequest request) {
        Set<LiveSignal> signals = signals(request);
        Caller caller = new Caller(
                request.servletRequest(),
                access,
                signals.stream().map(LiveSignal::permission).collect(Collectors.toUnmodifiableSet()));
        Set<String> topics = signals.stream().map(LiveSignal::topic).collect(Collectors.toUnmodifiableSet());
        return new GuardedAnswer(
                ServerResponse.sse(listener -> begin(listener, new LiveEvents.Subscription(topics, caller)), LONGEST),
                HEADERS);
    }

    private void begin(ServerResponse.SseBuilder listener, LiveEvents.Subscription subscription) {
        listener.onComplete(() -> events.remove(listener));
        listener.onTimeout(() -> events.remove(listener));
        listener.onError(gone -> events.remove(listener));
        try {
            listener.retry(BEFORE_NEXT).comment("here").send();
        } catch (IOException gone) {
            return;
        }
        if (!events.add(listener, subscription)) {
            listener.complete();
        }
    }

    private Set<LiveSignal> signals(ServerRequest request) {
        if (access.username() == null) {
            throw ApiException.unauthorized();
        }
        Set<LiveSignal> asked = new LinkedHashSet<>();
        for (String topic : ApiRoutes.required(request, "topics").split(",", -1)) {
            LiveSignal signal = events.signals().stream()
                    .filter(each -> each.topic().equals(topic))
                    .findFirst()
                    .orElseThrow(() -> ApiException.badRequest(
                            "topics",
                            "topics must be among "
                                    + events.signals().stream()
                                            .map(LiveSignal::topic)
                                            .toList() + "."));
            if (!access.isGranted(signal.permission())) {
                throw ApiException.forbidden(signal.permission());
            }
            asked.add(signal);
        }
        return asked;
    }
}
