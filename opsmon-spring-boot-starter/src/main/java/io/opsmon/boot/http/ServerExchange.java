package io.opsmon.boot.http;

import io.opsmon.http.HttpExchange;
import io.opsmon.http.HttpFacts;
import io.opsmon.http.RequestEnd;
import io.opsmon.masking.Masking;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The parts of an exchange that are the same in servlet and reactive hosts: facts, attributes and callbacks. The facts
 * are built on first use from values that are read at the creation, except for route, session and status.
 *
 * <p>Guarded by its own monitor; actions are called outside of the monitor.
 *
 * @since 0.1
 */
public abstract class ServerExchange implements HttpExchange {

    /**
     * The values of a request that its facts are built from.
     *
     * @param method the HTTP method
     * @param path the path as sent
     * @param query the query as sent; null if there is none
     * @param clientIp the client's address; null if unknown
     * @param userAgent the User-Agent header; null if there is none
     */
    record RequestValues(
            String method,
            String path,
            @Nullable String query,
            @Nullable String clientIp,
            @Nullable String userAgent) {}

    private final RequestValues values;
    private final ExchangeSettings settings;

    /** Keys and values in turn, since a request has few attributes. Replaced when one is added, read without lock. */
    private volatile Object[] attributes = {};

    private @Nullable RequestPath path;
    private @Nullable HttpFacts facts;
    private @Nullable String pattern;
    private @Nullable String sessionId;
    private @Nullable Integer status;
    private boolean answered;
    private @Nullable RequestEnd end;
    private List<Runnable> waitingForService = List.of();
    private List<Consumer<HttpFacts>> waitingForAnswer = List.of();
    private List<Consumer<RequestEnd>> waitingForEnd = List.of();
    private List<Consumer<RequestEnd>> waitingAfterEnd = List.of();

    ServerExchange(RequestValues values, ExchangeSettings settings) {
        this.values = values;
        this.settings = settings;
    }

    /** Returns the pattern of the matched route; null before a route has matched, and after the end of the request. */
    abstract @Nullable String matchedPattern();

    /** Returns the status of a committed response; null if the response is not committed, and after the end. */
    abstract @Nullable Integer committedStatus();

    /**
     * Returns the pattern of the matched route, of a controller or a router function.
     *
     * @return the pattern; null before a route has matched
     */
    public final synchronized @Nullable String pattern() {
        @Nullable String known = matchedPattern();
        if (known != null && !known.equals(pattern)) {
            pattern = known;
            facts = null;
        }
        return pattern;
    }

    /** Parses the path at the first use; most requests have none. */
    private synchronized RequestPath path() {
        @Nullable RequestPath parsed = path;
        if (parsed == null) {
            parsed = RequestPath.of(values.path());
            path = parsed;
        }
        return parsed;
    }

    /**
     * Returns the route of the request for descriptions.
     *
     * @return the pattern of the route, or the path without secrets if the pattern is not specific
     */
    public final synchronized String route() {
        @Nullable String known = pattern();
        return known != null && RoutePattern.parse(known).isSpecific() ? known : facts().path();
    }

    /** Notes the session of the request. The first session counts, as a sign-out or a sign-in changes the session. */
    final synchronized void noteSession(String id) {
        if (sessionId == null) {
            sessionId = id;
            facts = null;
        }
    }

    @Override
    public final synchronized HttpFacts facts() {
        @Nullable String route = pattern();
        @Nullable HttpFacts known = facts;
        if (known == null) {
            Masking masking = settings.masking();
            known = new HttpFacts(
                    values.method(),
                    path().masked(route, masking),
                    masking.maskQuery(values.query()),
                    null,
                    values.clientIp(),
                    values.userAgent(),
                    sessionId == null ? null : settings.sessions().of(sessionId));
            facts = known;
        }
        @Nullable Integer code = status != null || answered ? status : committedStatus();
        return code == null ? known : known.withStatus(code);
    }

    @Override
    public final @Nullable String clientIp() {
        return values.clientIp();
    }

    @Override
    public final @Nullable String userAgent() {
        return values.userAgent();
    }

    /**
     * Removes the secrets of the path from a text, because messages of Spring quote the path.
     *
     * @param text the text
     * @return the text without secrets
     */
    public final String withoutPathSecrets(String text) {
        return path().masked(text, pattern(), settings.masking());
    }

    @Override
    public final <T> T attribute(Class<T> type, Supplier<T> made) {
        @Nullable T known = known(type);
        return known != null ? known : add(type, made);
    }

    private <T> @Nullable T known(Class<T> type) {
        Object[] all = attributes;
        for (int i = 0; i < all.length; i += 2) {
            if (all[i] == type) {
                return type.cast(all[i + 1]);
            }
        }
        return null;
    }

    private synchronized <T> T add(Class<T> type, Supplier<T> made) {
        @Nullable T meanwhile = known(type);
        if (meanwhile != null) {
            return meanwhile;
        }
        T added = made.get();
        // Read after the call, which may add attributes of its own.
        Object[] before = attributes;
        Object[] all = Arrays.copyOf(before, before.length + 2);
        all[before.length] = type;
        all[before.length + 1] = added;
        attributes = all;
        return added;
    }

    /** Adds an action; most requests have none. */
    private static <T> List<T> with(List<T> actions, T added) {
        List<T> all = actions.isEmpty() ? new ArrayList<>(2) : actions;
        all.add(added);
        return all;
    }

    @Override
    public final synchronized void whenServed(Runnable action) {
        waitingForService = with(waitingForService, action);
    }

    final synchronized boolean isServiceAwaited() {
        return !waitingForService.isEmpty();
    }

    /** Runs the actions that wait for the thread of the request. */
    final void served() {
        List<Runnable> actions;
        synchronized (this) {
            actions = waitingForService;
            waitingForService = List.of();
        }
        ServedActions.run(actions);
    }

    @Override
    public final synchronized boolean whenAnswered(Consumer<HttpFacts> action) {
        if (answered || committedStatus() != null) {
            return false;
        }
        waitingForAnswer = with(waitingForAnswer, action);
        return true;
    }

    final synchronized boolean isAnswered() {
        return answered;
    }

    /**
     * Runs the actions that wait for the response. The first call counts.
     *
     * @param code the status; null if the request has ended without a response
     */
    final void answered(@Nullable Integer code) {
        List<Consumer<HttpFacts>> actions;
        synchronized (this) {
            if (!answered) {
                answered = true;
                status = code;
            }
            actions = waitingForAnswer;
            waitingForAnswer = List.of();
        }
        if (!actions.isEmpty()) {
            HttpFacts complete = facts();
            actions.forEach(action -> action.accept(complete));
        }
    }

    @Override
    public final synchronized boolean whenEnded(Consumer<RequestEnd> action) {
        if (end != null) {
            return false;
        }
        waitingForEnd = with(waitingForEnd, action);
        return true;
    }

    /**
     * Runs an action at the end of the request, after the calls that end with the request; immediately if the request
     * has ended.
     *
     * @param action called once, with the end of the request; must not throw
     */
    public final void afterEnd(Consumer<RequestEnd> action) {
        @Nullable RequestEnd ended;
        synchronized (this) {
            ended = end;
            if (ended == null) {
                waitingAfterEnd = with(waitingAfterEnd, action);
                return;
            }
        }
        action.accept(ended);
    }

    /** Completes the calls that end with the request, then runs the actions that wait for these calls. */
    final void ended(RequestEnd ending) {
        List<Consumer<RequestEnd>> actions;
        List<Consumer<RequestEnd>> after;
        synchronized (this) {
            if (end != null) {
                return;
            }
            end = ending;
            actions = waitingForEnd;
            after = waitingAfterEnd;
            waitingForEnd = List.of();
            waitingAfterEnd = List.of();
        }
        actions.forEach(action -> action.accept(ending));
        after.forEach(action -> action.accept(ending));
    }

    final synchronized boolean hasEnded() {
        return end != null;
    }

    final @Nullable String wholeClientIp(@Nullable String remoteAddress, Function<String, List<String>> headers) {
        return settings.addresses().resolveWhole(remoteAddress, headers);
    }
}
