package io.opsmon.boot.http;

import io.opsmon.http.RequestEnd;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.net.HttpCookie;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

/**
 * The exchange of a servlet request. After the end of the request, nothing accesses the request, as the container
 * reuses request objects.
 *
 * @since 0.1
 */
public final class ServletHttpExchange extends ServerExchange {

    private static final String PATTERN = "org.springframework.web.servlet.HandlerMapping.bestMatchingPattern";

    private static final boolean MVC_PRESENT = ClassUtils.isPresent(
            "org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitter",
            ServletHttpExchange.class.getClassLoader());

    private static final boolean SECURITY_PRESENT = ClassUtils.isPresent(
            "org.springframework.security.core.context.SecurityContext", ServletHttpExchange.class.getClassLoader());

    /** The time in which the container reports the end of a request whose connection was lost. */
    private static final Duration END_PATIENCE = Duration.ofSeconds(5);

    private final AsyncOutcome async = new AsyncOutcome(this::endUnlessReported);
    private volatile boolean abandoned;
    private volatile @Nullable HttpServletRequest request;
    private volatile @Nullable HttpServletResponse response;

    private ServletHttpExchange(HttpServletRequest request, HttpServletResponse response, ExchangeSettings settings) {
        super(
                new RequestValues(
                        request.getMethod(),
                        request.getRequestURI(),
                        request.getQueryString(),
                        settings.addresses().resolve(request.getRemoteAddr(), headers(request)),
                        request.getHeader("User-Agent")),
                settings);
        this.request = request;
        this.response = response;
        if (MVC_PRESENT) {
            MvcAsyncResults.watch(request, async);
        }
    }

    private static Function<String, List<String>> headers(HttpServletRequest request) {
        return name -> values(request.getHeaders(name));
    }

    private static List<String> values(Enumeration<String> header) {
        if (!header.hasMoreElements()) {
            return List.of();
        }
        String first = header.nextElement();
        if (!header.hasMoreElements()) {
            return List.of(first);
        }
        List<String> all = new ArrayList<>();
        all.add(first);
        header.asIterator().forEachRemaining(all::add);
        return all;
    }

    /** Creates the exchange of the request that the calling thread serves. */
    static ServletHttpExchange of(HttpServletRequest request, HttpServletResponse response, ExchangeSettings settings) {
        ServletHttpExchange created = new ServletHttpExchange(request, response, settings);
        for (ExchangeCustomizer customizer : settings.customizers()) {
            customizer.customize(created);
        }
        created.isServedBy(request, response);
        return created;
    }

    /** Notes the request of the calling thread, whose session may be new. */
    void isServedBy(HttpServletRequest servedRequest, HttpServletResponse servedResponse) {
        if (request != servedRequest || response != servedResponse) {
            request = servedRequest;
            response = servedResponse;
        }
        @Nullable HttpSession session = servedRequest.getSession(false);
        if (session != null) {
            noteSession(session.getId());
        }
    }

    /**
     * Called when the thread leaves the request.
     *
     * @param failure the exception that ended the request; null if there was none
     */
    void left(HttpServletRequest served, HttpServletResponse answer, @Nullable Throwable failure) {
        int status = failure != null && !answer.isCommitted() ? 500 : answer.getStatus();
        if (!served.isAsyncStarted()) {
            finished(status);
            return;
        }
        if (answer.isCommitted()) {
            answered(status);
        }
        served.getAsyncContext().addListener(new EndListener(this), served, answer);
    }

    private void finished(int status) {
        // The route is read for the last time.
        pattern();
        request = null;
        response = null;
        answered(status);
        ended(async.end(status));
    }

    /** Ends the request after a while, as the container may never report the end after a lost connection. */
    private void endUnlessReported() {
        CompletableFuture.delayedExecutor(END_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .execute(this::endUnreported);
    }

    private void endUnreported() {
        if (hasEnded()) {
            return;
        }
        abandoned = true;
        request = null;
        response = null;
        answered(null);
        @Nullable Integer status = facts().status();
        ended(async.end(status == null ? 0 : status));
    }

    /**
     * Returns whether the container has not reported the end of the request and may have reused the request.
     *
     * @return true if the request must not be read any more
     */
    public boolean isAbandoned() {
        return abandoned;
    }

    /**
     * Returns an attribute of a request.
     *
     * @param request the request
     * @param name the name of the attribute
     * @return the value; null without the attribute, and if the container has reused the request
     */
    public static @Nullable Object attribute(HttpServletRequest request, String name) {
        try {
            return request.getAttribute(name);
        } catch (IllegalStateException reused) {
            return null;
        }
    }

    /**
     * Returns the request.
     *
     * @return the request; null after its end
     */
    public @Nullable HttpServletRequest request() {
        return request;
    }

    @Override
    @Nullable
    String matchedPattern() {
        @Nullable HttpServletRequest served = request;
        return served != null && attribute(served, PATTERN) instanceof String known ? known : null;
    }

    @Override
    @Nullable
    Integer committedStatus() {
        @Nullable HttpServletResponse answer = response;
        return answer != null && answer.isCommitted() ? Integer.valueOf(answer.getStatus()) : null;
    }

    @Override
    public @Nullable String wholeClientIp() {
        @Nullable HttpServletRequest served = request;
        return served == null ? null : wholeClientIp(served.getRemoteAddr(), headers(served));
    }

    private @Nullable HttpSession session() {
        @Nullable HttpServletRequest served = request;
        return served == null ? null : served.getSession(false);
    }

    @Override
    public @Nullable String sessionId() {
        @Nullable HttpSession session = session();
        return session == null ? null : session.getId();
    }

    @Override
    public @Nullable Duration sessionMaxIdle() {
        @Nullable HttpSession session = session();
        return session == null ? null : Duration.ofSeconds(Math.max(0, session.getMaxInactiveInterval()));
    }

    @Override
    public @Nullable String requestedSessionId() {
        @Nullable HttpServletRequest served = request;
        return served == null ? null : served.getRequestedSessionId();
    }

    @Override
    public @Nullable String header(String name) {
        @Nullable HttpServletRequest served = request;
        return served == null ? null : served.getHeader(name);
    }

    @Override
    public List<String> headers(String name) {
        @Nullable HttpServletRequest served = request;
        return served == null ? List.of() : values(served.getHeaders(name));
    }

    @Override
    public List<String> cookies(String name) {
        @Nullable HttpServletRequest served = request;
        Cookie @Nullable [] brought = served == null ? null : served.getCookies();
        if (brought == null) {
            return List.of();
        }
        return Arrays.stream(brought)
                .filter(cookie -> cookie.getName().equals(name))
                .map(Cookie::getValue)
                .filter(Objects::nonNull)
                .toList();
    }

    @Override
    public boolean isSessionOfUser() {
        @Nullable HttpSession session = session();
        return session != null && (!SECURITY_PRESENT || SessionContext.of(session) != null);
    }

    @Override
    public @Nullable String cookie(String name) {
        @Nullable HttpServletRequest served = request;
        @Nullable HttpServletResponse answer = response;
        if (served == null || answer == null) {
            return null;
        }
        for (String header : answer.getHeaders("Set-Cookie")) {
            if (header.startsWith(name + "=")) {
                HttpCookie cookie = HttpCookie.parse(header).get(0);
                return cookie.getMaxAge() == 0 || cookie.getValue().isEmpty() ? null : cookie.getValue();
            }
        }
        Cookie @Nullable [] brought = served.getCookies();
        for (Cookie cookie : brought == null ? new Cookie[0] : brought) {
            if (cookie.getName().equals(name)) {
                return cookie.getValue();
            }
        }
        return null;
    }

    @Override
    public boolean endsWithRequest(Object result) {
        return MVC_PRESENT && MvcAsyncResults.endsWithRequest(result);
    }

    /** Collects the end of asynchronous processing. Thread-safe. */
    static final class AsyncOutcome {

        private final Runnable onLostConnection;
        private boolean timedOut;
        private @Nullable Throwable failure;
        private boolean hasValue;
        private @Nullable Object value;
        private long endedNanos;

        AsyncOutcome(Runnable onLostConnection) {
            this.onLostConnection = onLostConnection;
        }

        /** Notes that the asynchronous processing timed out. The host may still answer. */
        synchronized void timedOut() {
            timedOut = true;
        }

        /** Notes that the asynchronous processing has ended with a value, which may be null. */
        synchronized void value(@Nullable Object result) {
            endedNanos = System.nanoTime();
            hasValue = true;
            value = result;
        }

        /** Notes that the asynchronous processing has failed. The first failure counts. */
        void failed(Throwable thrown) {
            synchronized (this) {
                if (failure != null) {
                    return;
                }
                endedNanos = System.nanoTime();
                failure = thrown;
            }
            if (thrown instanceof IOException) {
                onLostConnection.run();
            }
        }

        synchronized RequestEnd end(int status) {
            @Nullable Throwable reason = failure;
            // The timeout interrupts a task, and the task may report the interruption before the timeout is reported.
            boolean isTimeout = reason == null
                    ? timedOut && (!hasValue || status >= 400)
                    : timedOut && reason instanceof InterruptedException;
            if (isTimeout) {
                reason = new TimeoutException("The request timed out before it was answered");
            }
            @Nullable Object result = value;
            return new RequestEnd(
                    status,
                    timedOut,
                    reason,
                    endedNanos == 0 ? System.nanoTime() : endedNanos,
                    MVC_PRESENT ? waiting -> MvcAsyncResults.value(waiting, result) : UnaryOperator.identity());
        }
    }

    /** Completes the exchange of a request that other threads answer. */
    private record EndListener(ServletHttpExchange exchange) implements AsyncListener {

        @Override
        public void onComplete(AsyncEvent event) {
            exchange.finished(
                    event.getSuppliedResponse() instanceof HttpServletResponse answer ? answer.getStatus() : 0);
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            exchange.async.timedOut();
        }

        @Override
        public void onError(AsyncEvent event) {
            if (event.getThrowable() != null) {
                exchange.async.failed(event.getThrowable());
            }
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            event.getAsyncContext().addListener(this, event.getSuppliedRequest(), event.getSuppliedResponse());
        }
    }
}
