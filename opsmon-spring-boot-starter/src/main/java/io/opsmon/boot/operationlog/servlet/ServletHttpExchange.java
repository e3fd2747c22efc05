package io.opsmon.boot.operationlog.servlet;

import io.opsmon.boot.operationlog.http.RequestPath;
import io.opsmon.http.SessionReference;
import io.opsmon.internal.http.ClientAddressResolver;
import io.opsmon.masking.Masking;
import io.opsmon.operationlog.Failure;
import io.opsmon.operationlog.HttpExchange;
import io.opsmon.operationlog.HttpFacts;
import io.opsmon.operationlog.RequestEnd;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

/**
 * The exchange of a servlet request. The facts are read on first use, on the request's thread. The route is read later,
 * until the request has been answered. Afterwards, nothing accesses the request, as the container reuses request
 * objects.
 *
 * <p>Guarded by its own monitor; actions are called outside of the monitor.
 */
final class ServletHttpExchange implements HttpExchange {

    private static final String PATTERN = "org.springframework.web.servlet.HandlerMapping.bestMatchingPattern";

    /** The time in which the container reports the end of a request whose connection was lost. */
    private static final Duration END_PATIENCE = Duration.ofSeconds(5);

    private static final boolean MVC_PRESENT = ClassUtils.isPresent(
            "org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitter",
            ServletHttpExchange.class.getClassLoader());

    private final Masking masking;
    private final RequestPath path;
    private HttpFacts facts;
    private @Nullable String pattern;
    private @Nullable HttpServletRequest request;
    private @Nullable HttpServletResponse response;
    private List<Consumer<HttpFacts>> waiting = new ArrayList<>(1);
    private @Nullable Integer status;
    private boolean recorded;
    private int callsThatGoOn;
    private List<Runnable> waitingForCalls = new ArrayList<>(0);
    private List<Consumer<RequestEnd>> waitingForEnd = new ArrayList<>(1);
    private List<Consumer<RequestEnd>> waitingAfterEnd = new ArrayList<>(1);
    private boolean ended;
    private boolean timedOut;
    private boolean abandoned;
    private @Nullable Throwable asyncFailure;
    private boolean hasAsyncValue;
    private @Nullable Object asyncValue;
    private long asyncNanos;

    ServletHttpExchange(
            HttpServletRequest request,
            HttpServletResponse response,
            ClientAddressResolver addresses,
            SessionReference sessions,
            Masking masking) {
        this.masking = masking;
        this.path = RequestPath.of(request.getRequestURI());
        this.pattern = pattern(request);
        this.request = request;
        this.response = response;
        @Nullable HttpSession session = request.getSession(false);
        if (MVC_PRESENT) {
            MvcAsyncResults.watch(request, this);
        }
        this.facts = new HttpFacts(
                request.getMethod(),
                path.masked(pattern, masking),
                masking.maskQuery(request.getQueryString()),
                null,
                addresses.resolve(request.getRemoteAddr(), name -> Collections.list(request.getHeaders(name))),
                request.getHeader("User-Agent"),
                session == null ? null : sessions.of(session.getId()));
    }

    /**
     * Returns the pattern of the matched route, of a controller or a router function; null before a route has matched.
     */
    static @Nullable String pattern(HttpServletRequest request) {
        return attribute(request, PATTERN) instanceof String known ? known : null;
    }

    /** Returns an attribute of a request; null if the container has reused the request. */
    static @Nullable Object attribute(HttpServletRequest request, String name) {
        try {
            return request.getAttribute(name);
        } catch (IllegalStateException reused) {
            return null;
        }
    }

    /** Returns whether the container has not reported the end of the request and may have reused it. */
    synchronized boolean isAbandoned() {
        return abandoned;
    }

    /** Masks the path by the route once it is known. */
    private void readRoute() {
        @Nullable String known = request == null ? null : pattern(request);
        if (known != null && !known.equals(pattern)) {
            pattern = known;
            facts = facts.withPath(path.masked(known, masking));
        }
    }

    /** Returns a failure without the secrets of the path. */
    synchronized Failure masked(Failure failure) {
        readRoute();
        return path.masked(failure, pattern, masking);
    }

    @Override
    public synchronized HttpFacts facts() {
        readRoute();
        @Nullable Integer known = knownStatus();
        return known == null ? facts : facts.withStatus(known);
    }

    @Override
    public synchronized void recorded() {
        recorded = true;
    }

    synchronized boolean isRecorded() {
        return recorded;
    }

    @Override
    public synchronized void callGoesOn() {
        callsThatGoOn++;
    }

    @Override
    public void callEnded() {
        List<Runnable> actions;
        synchronized (this) {
            callsThatGoOn--;
            if (callsThatGoOn > 0) {
                return;
            }
            actions = waitingForCalls;
            waitingForCalls = new ArrayList<>(0);
        }
        actions.forEach(Runnable::run);
    }

    /** Runs an action when no recorded call is running; immediately if none is. */
    void afterCalls(Runnable action) {
        synchronized (this) {
            if (callsThatGoOn > 0) {
                waitingForCalls.add(action);
                return;
            }
        }
        action.run();
    }

    @Override
    public synchronized boolean whenAnswered(Consumer<HttpFacts> action) {
        return knownStatus() == null && waiting.add(action);
    }

    private @Nullable Integer knownStatus() {
        return status == null && response != null && response.isCommitted()
                ? Integer.valueOf(response.getStatus())
                : status;
    }

    /** Runs the waiting actions. Called when the request has ended or its response is committed. */
    void answered(int answeredStatus) {
        List<Consumer<HttpFacts>> actions;
        synchronized (this) {
            if (status == null) {
                status = answeredStatus;
            }
            readRoute();
            request = null;
            response = null;
            actions = waiting;
            waiting = new ArrayList<>(0);
        }
        HttpFacts complete = facts();
        actions.forEach(action -> action.accept(complete));
    }

    @Override
    public synchronized boolean whenEnded(Consumer<RequestEnd> action) {
        return !ended && waitingForEnd.add(action);
    }

    @Override
    public boolean endsWithRequest(Object result) {
        return MVC_PRESENT && MvcAsyncResults.endsWithRequest(result);
    }

    /**
     * Runs an action at the end of the request, after the calls that end with the request; immediately if the request
     * has ended.
     */
    void afterEnd(Consumer<RequestEnd> action) {
        RequestEnd end;
        synchronized (this) {
            if (!ended) {
                waitingAfterEnd.add(action);
                return;
            }
            end = end(status == null ? 0 : status);
        }
        action.accept(end);
    }

    /** Notes that the asynchronous processing timed out. The host may still answer. */
    synchronized void timedOut() {
        timedOut = true;
    }

    /** Notes that the asynchronous processing has ended with a value, which may be null. */
    synchronized void asyncValue(@Nullable Object value) {
        asyncNanos = System.nanoTime();
        hasAsyncValue = true;
        asyncValue = value;
    }

    /**
     * Notes that the asynchronous processing has failed. The first failure counts. If the connection was lost, the
     * container may never report the end of the request; then the request ends after a while.
     */
    void asyncFailed(Throwable failure) {
        synchronized (this) {
            if (asyncFailure != null || ended) {
                return;
            }
            asyncNanos = System.nanoTime();
            asyncFailure = failure;
        }
        if (failure instanceof IOException) {
            CompletableFuture.delayedExecutor(END_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                    .execute(this::endUnreported);
        }
    }

    private void endUnreported() {
        int known;
        synchronized (this) {
            if (ended) {
                return;
            }
            known = status == null ? 0 : status;
            abandoned = true;
            request = null;
            response = null;
        }
        answered(known);
        ended(known);
    }

    /**
     * Completes the calls that end with the request, then runs the actions that wait for these calls. Called when no
     * thread serves the request any more.
     */
    void ended(int endStatus) {
        RequestEnd end;
        List<Consumer<RequestEnd>> actions;
        List<Consumer<RequestEnd>> after;
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
            end = end(endStatus);
            actions = waitingForEnd;
            after = waitingAfterEnd;
            waitingForEnd = List.of();
            waitingAfterEnd = List.of();
        }
        actions.forEach(action -> action.accept(end));
        after.forEach(action -> action.accept(end));
    }

    private RequestEnd end(int endStatus) {
        @Nullable Throwable failure = asyncFailure;
        // The timeout interrupts a task, and the task may report the interruption before the timeout is reported.
        boolean isTimeout = failure == null
                ? timedOut && (!hasAsyncValue || endStatus >= 400)
                : timedOut && failure instanceof InterruptedException;
        if (isTimeout) {
            failure = new TimeoutException("The request timed out before it was answered");
        }
        @Nullable Object value = asyncValue;
        return new RequestEnd(
                endStatus,
                timedOut,
                failure,
                asyncNanos == 0 ? System.nanoTime() : asyncNanos,
                MVC_PRESENT ? result -> MvcAsyncResults.value(result, value) : UnaryOperator.identity());
    }
}
