package io.opsmon.boot.web.console;

import io.opsmon.boot.web.ApiException;
import io.opsmon.boot.web.ApiRequest;
import io.opsmon.boot.web.ApiResponse;
import io.opsmon.boot.web.ApiRoute;
import io.opsmon.boot.web.Caller;
import io.opsmon.boot.web.CallerScope;
import io.opsmon.boot.web.EventSink;
import io.opsmon.boot.web.LiveSignal;
import io.opsmon.boot.web.OpsmonAccess;
import io.opsmon.boot.web.RouteGroup;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Streams changes to the console.
 *
 * <pre>
 *  GET /events?topics=operation-logs,backups   server-sent events: one event with the topic's name after a change, within about a second. Ends when
 *                                              the session or a permission is lost, and after a minute; the client reconnects
 * </pre>
 */
final class EventRoutes implements RouteGroup {

    /** Clients reconnect automatically; the host's own security then checks their credential. */
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private static final Duration BEFORE_NEXT = Duration.ofSeconds(1);

    private final OpsmonAccess access;
    private final CallerScope scope;
    private final LiveEvents events;

    EventRoutes(OpsmonAccess access, CallerScope scope, LiveEvents events) {
        this.access = access;
        this.scope = scope;
        this.events = events;
    }

    @Override
    public List<ApiRoute> routes() {
        return List.of(ApiRoute.get("/events", null, this::listen)
                .withParameters("topics")
                .scoped());
    }

    private ApiResponse listen(ApiRequest request) {
        Set<LiveSignal> signals = signals(request);
        Set<String> topics = signals.stream().map(LiveSignal::topic).collect(Collectors.toUnmodifiableSet());
        Caller caller = request.caller();
        LiveEvents.Subscription subscription =
                new LiveEvents.Subscription(topics, () -> caller.isStill(() -> isPermitted(signals)));
        // The header makes proxies forward each event at once.
        return ApiResponse.events(LONGEST, listener -> begin(listener, subscription))
                .with("X-Accel-Buffering", "no");
    }

    private boolean isPermitted(Set<LiveSignal> signals) {
        return access.username() != null
                && signals.stream()
                        .map(LiveSignal::permission)
                        .allMatch(permission -> access.isGranted(permission) && scope.permits(permission));
    }

    private void begin(EventSink listener, LiveEvents.Subscription subscription) {
        listener.onEnd(() -> events.remove(listener));
        try {
            listener.begin(BEFORE_NEXT);
        } catch (IOException gone) {
            return;
        }
        if (!events.add(listener, subscription)) {
            listener.complete();
        }
    }

    private Set<LiveSignal> signals(ApiRequest request) {
        Set<LiveSignal> asked = new LinkedHashSet<>();
        for (String topic : request.required("topics").split(",", -1)) {
            LiveSignal signal = events.signals().stream()
                    .filter(each -> each.topic().equals(topic))
                    .findFirst()
                    .orElseThrow(() -> ApiException.badRequest(
                            "topics",
                            "topics must be among "
                                    + events.signals().stream()
                                            .map(LiveSignal::topic)
                                            .toList() + "."));
            access.require(signal.permission());
            if (!scope.permits(signal.permission())) {
                throw ApiException.forbidden(signal.permission());
            }
            asked.add(signal);
        }
        return asked;
    }
}
