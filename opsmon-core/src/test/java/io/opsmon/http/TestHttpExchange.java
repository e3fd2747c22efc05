package io.opsmon.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** An exchange without a server, which the test serves, answers and ends. */
public final class TestHttpExchange implements HttpExchange {

    private final HttpFacts facts;
    private final @Nullable String sessionId;
    private final Map<Class<?>, Object> attributes = new ConcurrentHashMap<>();
    private final List<Consumer<HttpFacts>> waitingForAnswer = new ArrayList<>();
    private final List<Consumer<RequestEnd>> waitingForEnd = new ArrayList<>();
    private @Nullable Integer status;

    private TestHttpExchange(HttpFacts facts, @Nullable String sessionId) {
        this.facts = facts;
        this.sessionId = sessionId;
    }

    /** Creates an exchange that is not answered yet. */
    public static TestHttpExchange of(String method, String path) {
        return new TestHttpExchange(new HttpFacts(method, path, null, null, "203.0.113.1", null, null), null);
    }

    /** Creates an exchange with these facts that is not answered yet. */
    public static TestHttpExchange of(HttpFacts facts) {
        return new TestHttpExchange(facts, null);
    }

    /** Creates a request of a browser. */
    public static TestHttpExchange of(String clientIp, String userAgent, @Nullable String sessionId) {
        return new TestHttpExchange(new HttpFacts("POST", "/login", null, null, clientIp, userAgent, null), sessionId);
    }

    @Override
    public HttpFacts facts() {
        return status == null ? facts : facts.withStatus(status);
    }

    @Override
    public @Nullable String header(String name) {
        return null;
    }

    @Override
    public @Nullable String cookie(String name) {
        return null;
    }

    @Override
    public @Nullable String sessionId() {
        return sessionId;
    }

    @Override
    public @Nullable String requestedSessionId() {
        return sessionId;
    }

    @Override
    public <T> T attribute(Class<T> type, Supplier<T> made) {
        return type.cast(attributes.computeIfAbsent(type, unknown -> made.get()));
    }

    /** Runs the action at once. */
    @Override
    public void whenServed(Runnable action) {
        action.run();
    }

    @Override
    public boolean whenAnswered(Consumer<HttpFacts> action) {
        return status == null && waitingForAnswer.add(action);
    }

    @Override
    public boolean whenEnded(Consumer<RequestEnd> action) {
        return waitingForEnd.add(action);
    }

    /** Commits the response. */
    public void answer(int answeredStatus) {
        status = answeredStatus;
        waitingForAnswer.forEach(action -> action.accept(facts()));
        waitingForAnswer.clear();
    }

    /** Ends the request without a value. */
    public void end(boolean timedOut, @Nullable Throwable failure) {
        waitingForEnd.forEach(action ->
                action.accept(new RequestEnd(503, timedOut, failure, System.nanoTime(), UnaryOperator.identity())));
    }
}
