package io.opsmon.boot.web;

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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.web.servlet.function.ServerResponse.SseBuilder;

/**
 * Tells listeners that something has changed. One thread, which looks once a second, however many listen, and is there
 * only while somebody does. Stops before the web server does, which would wait for the listeners.
 */
final class LiveEvents implements SmartLifecycle {

    static final int MOST = 500;

    private static final Logger log = LoggerFactory.getLogger(LiveEvents.class);
    private static final long LOOK_MILLIS = 1_000;
    private static final int LOOKS_BETWEEN_SIGNS_OF_LIFE = 15;

    private final List<LiveSignal> signals;
    private final Map<SseBuilder, Subscription> listeners = new ConcurrentHashMap<>();

    /** The topics of a listener, and the caller who has to be permitted to hear of them. */
    record Subscription(Set<String> topics, Caller caller) {}

    /** Of the one thread. */
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

    /** False if there are too many, or the application stops. */
    synchronized boolean add(SseBuilder listener, Subscription subscription) {
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

    synchronized void remove(SseBuilder listener) {
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
                    tell(signal.topic());
                }
            }
            looks++;
            if (looks % LOOKS_BETWEEN_SIGNS_OF_LIFE == 0) {
                listeners.keySet().forEach(listener -> send(listener, null));
            }
        } catch (RuntimeException | Error failure) {
            log.warn("Listeners of the console are not told what has changed", failure);
        }
    }

    /** Asked before each look, so that nobody hears of what they may not see any more. */
    private void endUnpermitted() {
        listeners.forEach((listener, subscription) -> {
            if (!subscription.caller().isPermitted()) {
                remove(listener);
                listener.complete();
            }
        });
    }

    /** What it was before anybody listened is not known: a change too many does no harm. */
    private boolean hasChanged(LiveSignal signal) {
        try {
            String now = String.valueOf(signal.state());
            return !now.equals(known.put(signal.topic(), now));
        } catch (RuntimeException away) {
            log.debug("Changes of {} cannot be seen now", signal.topic(), away);
            return false;
        }
    }

    private void tell(String topic) {
        listeners.forEach((listener, subscription) -> {
            if (subscription.topics().contains(topic)) {
                send(listener, topic);
            }
        });
    }

    /** Without a topic, a sign of life that proxies see. */
    private void send(SseBuilder listener, @Nullable String topic) {
        try {
            if (topic == null) {
                listener.comment("here").send();
            } else {
                listener.event(topic).data("changed");
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
        listeners.keySet().forEach(SseBuilder::complete);
        listeners.clear();
    }

    @Override
    public synchronized boolean isRunning() {
        return !stopped;
    }
}
