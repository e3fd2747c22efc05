package io.opsmon.boot.web.console;

import io.opsmon.boot.web.EventSink;
import io.opsmon.boot.web.LiveSignal;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Notifies listeners of changes. One thread checks for changes once a second for all listeners; the thread runs only
 * while there are listeners. Stops before the web server, which would wait for open streams.
 */
final class LiveEvents implements SmartLifecycle {

    static final int MOST = 500;

    private static final Logger log = LoggerFactory.getLogger(LiveEvents.class);
    private static final long LOOK_MILLIS = 1_000;
    private static final int LOOKS_BETWEEN_COMMENTS = 15;

    private final List<LiveSignal> signals;
    private final Map<EventSink, Subscription> listeners = new ConcurrentHashMap<>();

    /** The topics of a listener, and whether its caller still has the permissions of the topics. */
    record Subscription(Set<String> topics, BooleanSupplier isPermitted) {}

    /** Accessed by the one thread only. */
    private final Map<String, String> known = new HashMap<>();

    // Guarded by this.
    private @Nullable ScheduledExecutorService thread;
    private boolean stopped;

    private int looks;

    LiveEvents(List<LiveSignal> signals) {
        this.signals = signals;
    }

    List<LiveSignal> signals() {
        return signals;
    }

    /** Returns false if there are too many listeners, or the application stops. */
    synchronized boolean add(EventSink listener, Subscription subscription) {
        if (stopped || listeners.size() >= MOST) {
            return false;
        }
        listeners.put(listener, subscription);
        if (thread == null) {
            ScheduledExecutorService made = Executors.newSingleThreadScheduledExecutor(task -> {
                Thread look = new Thread(task, "opsmon-live");
                look.setDaemon(true);
                return look;
            });
            Future<?> unused = made.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
            thread = made;
        }
        return true;
    }

    synchronized void remove(EventSink listener) {
        listeners.remove(listener);
        if (listeners.isEmpty()) {
            stopLooking();
        }
    }

    private synchronized void stopLooking() {
        if (thread != null) {
            thread.shutdown();
            thread = null;
        }
    }

    private void look() {
        try {
            endUnpermitted();
            for (LiveSignal signal : signals) {
                boolean isWanted = listeners.values().stream()
                        .anyMatch(subscription -> subscription.topics().contains(signal.topic()));
                if (isWanted && hasChanged(signal)) {
                    notifyListeners(signal.topic());
                }
            }
            looks++;
            if (looks % LOOKS_BETWEEN_COMMENTS == 0) {
                listeners.keySet().forEach(listener -> send(listener, null));
            }
        } catch (RuntimeException | Error failure) {
            log.warn("Could not notify the event streams of the console", failure);
        }
    }

    /** Runs before each check, so that callers without permission receive no changes. */
    private void endUnpermitted() {
        listeners.forEach((listener, subscription) -> {
            if (!subscription.isPermitted().getAsBoolean()) {
                remove(listener);
                listener.complete();
            }
        });
    }

    /** The state before the first listener is unknown: an additional change event is harmless. */
    private boolean hasChanged(LiveSignal signal) {
        try {
            String now = String.valueOf(signal.state());
            return !now.equals(known.put(signal.topic(), now));
        } catch (RuntimeException unavailable) {
            log.debug("Could not read the state of topic \"{}\"", signal.topic(), unavailable);
            return false;
        }
    }

    private void notifyListeners(String topic) {
        listeners.forEach((listener, subscription) -> {
            if (subscription.topics().contains(topic)) {
                send(listener, topic);
            }
        });
    }

    /** Sends an event, or without a topic a comment that keeps the connection open at proxies. */
    private void send(EventSink listener, @Nullable String topic) {
        try {
            if (topic == null) {
                listener.comment("here");
            } else {
                listener.event(topic, "changed");
            }
        } catch (IOException | RuntimeException gone) {
            remove(listener);
        }
    }

    @Override
    public synchronized void start() {
        stopped = false;
    }

    @Override
    public synchronized void stop() {
        stopped = true;
        stopLooking();
        listeners.keySet().forEach(EventSink::complete);
        listeners.clear();
    }

    @Override
    public synchronized boolean isRunning() {
        return !stopped;
    }
}
