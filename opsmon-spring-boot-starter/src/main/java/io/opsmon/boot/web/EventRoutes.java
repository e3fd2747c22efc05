package io.opsmon.boot.web;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * <pre>
 *  GET /events?topics=operation-logs,backups   server-sent events: one of a topic's name when something of it has changed, within about a second
 * </pre>
 */
final class EventRoutes {

    /** Clients connect again by themselves, and are asked again then who they are. */
    private static final Duration LONGEST = Duration.ofMinutes(30);

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
        Set<String> topics = topics(request);
        return ServerResponse.sse(
                listener -> {
                    listener.onComplete(() -> events.remove(listener));
                    listener.onTimeout(() -> events.remove(listener));
                    listener.onError(gone -> events.remove(listener));
                    if (!events.add(listener, topics)) {
                        listener.complete();
                    }
                },
                LONGEST);
    }

    private Set<String> topics(ServerRequest request) {
        if (access.username() == null) {
            throw ApiException.unauthorized();
        }
        Set<String> topics = new LinkedHashSet<>(
                List.of(ApiRoutes.required(request, "topics").split(",", -1)));
        for (String topic : topics) {
            LiveSignal signal = events.signals().stream()
                    .filter(each -> each.topic().equals(topic))
                    .findFirst()
                    .orElseThrow(() -> ApiException.badRequest(
                            "topics",
                            "topics must be of "
                                    + events.signals().stream()
                                            .map(LiveSignal::topic)
                                            .toList() + "."));
            if (!access.isGranted(signal.permission())) {
                throw ApiException.forbidden(signal.permission());
            }
        }
        return topics;
    }
}
