package io.opsmon.internal.http;

import io.opsmon.http.HttpExchange;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The recorded calls of one request, and the tasks that the request has handed to other threads or subscribed to. The
 * request has an entry of its own only if no call was recorded. The entry waits for running calls. It waits at most ten
 * seconds for tasks, which may never run or end. Thread-safe; actions are called outside of the monitor.
 *
 * @since 0.1
 */
public final class RequestCalls {

    private static final Executor LATER = CompletableFuture.delayedExecutor(10, TimeUnit.SECONDS);

    private boolean recorded;
    private boolean mayHaveEntry;
    private @Nullable UUID entryId;
    private int running;
    private int tasks;
    private boolean isOverdue;
    private @Nullable List<Runnable> waiting;

    private RequestCalls() {}

    /**
     * Returns the calls of a request.
     *
     * @param exchange the request
     * @return the calls; the same object for the whole request
     */
    public static RequestCalls of(HttpExchange exchange) {
        return exchange.attribute(RequestCalls.class, RequestCalls::new);
    }

    /** Notes that an entry of the request was made. */
    public synchronized void recorded() {
        recorded = true;
    }

    /**
     * Returns whether an entry of the request was made.
     *
     * @return whether the request needs no entry of its own
     */
    public synchronized boolean isRecorded() {
        return recorded;
    }

    /** Notes that the request has an entry of its own, unless a call is recorded. */
    public synchronized void mayHaveEntry() {
        mayHaveEntry = true;
    }

    /**
     * Returns the identifier of the request's own entry, before the entry exists.
     *
     * @param ids creates identifiers
     * @return the same identifier for the whole request; null if the request will have no entry of its own
     */
    public synchronized @Nullable UUID entryId(Supplier<UUID> ids) {
        if (entryId == null && mayHaveEntry && !recorded) {
            entryId = ids.get();
        }
        return entryId;
    }

    /**
     * Returns the identifier of the request's own entry, if it is needed already.
     *
     * @return the identifier; null if no part has asked for it
     */
    public synchronized @Nullable UUID entryId() {
        return entryId;
    }

    /** Notes that a call continues after its method has returned. */
    public synchronized void goesOn() {
        running++;
    }

    /** Notes the end of a continued call. The call is recorded by now, if it is recorded at all. */
    public void ended() {
        synchronized (this) {
            running--;
        }
        runWaiting();
    }

    /** Notes that a task for another thread was created, or that a call with a reactive result was subscribed to. */
    public synchronized void taskCreated() {
        tasks++;
    }

    /** Notes the end of a task. */
    public void taskEnded() {
        synchronized (this) {
            tasks--;
        }
        runWaiting();
    }

    /**
     * Runs an action when no recorded call and no task is running; immediately if none is.
     *
     * @param action the action
     */
    public void whenNoneRuns(Runnable action) {
        synchronized (this) {
            if (isBusy()) {
                if (waiting == null) {
                    waiting = new ArrayList<>(1);
                }
                waiting.add(action);
                if (tasks > 0) {
                    LATER.execute(this::stopWaitingForTasks);
                }
                return;
            }
        }
        action.run();
    }

    private boolean isBusy() {
        return running > 0 || (tasks > 0 && !isOverdue);
    }

    private void stopWaitingForTasks() {
        synchronized (this) {
            isOverdue = true;
        }
        runWaiting();
    }

    private void runWaiting() {
        @Nullable List<Runnable> actions;
        synchronized (this) {
            if (isBusy()) {
                return;
            }
            actions = waiting;
            waiting = null;
        }
        if (actions != null) {
            actions.forEach(Runnable::run);
        }
    }
}
