package io.opsmon.boot.operationlog;

import io.opsmon.http.ClientAddressResolver;
import io.opsmon.http.SessionReference;
import io.opsmon.operationlog.HttpExchange;
import io.opsmon.operationlog.HttpFacts;
import io.opsmon.operationlog.payload.Masking;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A servlet request. Its facts are taken when first asked for, on the request's thread, so that nothing touches the request after the container has reused it.
 *
 * <p>Guarded by its own monitor; actions are called outside of it.
 */
final class ServletHttpExchange implements HttpExchange {

    private final HttpFacts facts;
    private @Nullable HttpServletResponse response;
    private List<Consumer<HttpFacts>> waiting = new ArrayList<>(1);
    private @Nullable Integer status;
    private boolean recorded;
    private int callsThatGoOn;
    private List<Runnable> waitingForCalls = new ArrayList<>(0);

    ServletHttpExchange(
            HttpServletRequest request,
            HttpServletResponse response,
            ClientAddressResolver addresses,
            SessionReference sessions,
            Masking masking) {
        this.response = response;
        @Nullable HttpSession session = request.getSession(false);
        this.facts = new HttpFacts(
                request.getMethod(),
                request.getRequestURI(),
                masking.maskQuery(request.getQueryString()),
                null,
                addresses.resolve(request.getRemoteAddr(), name -> Collections.list(request.getHeaders(name))),
                request.getHeader("User-Agent"),
                session == null ? null : sessions.of(session.getId()));
    }

    @Override
    public synchronized HttpFacts facts() {
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

    /** Does something once no recorded call goes on, at once if none does. */
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

    /** The request has ended, or its response is on the way: tells those who wait. */
    void answered(int answeredStatus) {
        List<Consumer<HttpFacts>> actions;
        synchronized (this) {
            if (status == null) {
                status = answeredStatus;
            }
            response = null;
            actions = waiting;
            waiting = new ArrayList<>(0);
        }
        HttpFacts complete = facts();
        actions.forEach(action -> action.accept(complete));
    }
}
