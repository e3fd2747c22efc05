package io.opsmon.boot.onlineuser;

import io.opsmon.boot.web.ApiException;
import io.opsmon.boot.web.ApiRequest;
import io.opsmon.boot.web.ApiResponse;
import io.opsmon.boot.web.ApiRoute;
import io.opsmon.boot.web.JsonBody;
import io.opsmon.boot.web.OpsmonAccess;
import io.opsmon.boot.web.OpsmonPermissions;
import io.opsmon.boot.web.RouteGroup;
import io.opsmon.client.ClientHints;
import io.opsmon.http.CurrentHttpExchange;
import io.opsmon.http.HttpExchange;
import io.opsmon.log.Outcome;
import io.opsmon.log.internal.AdministrativeOperation;
import io.opsmon.log.internal.AdministrativeOperation.Completion;
import io.opsmon.onlineuser.internal.console.ConsoleSessions;
import io.opsmon.onlineuser.internal.console.ConsoleSessions.Begun;
import io.opsmon.onlineuser.internal.console.ConsoleSessions.Client;
import io.opsmon.onlineuser.internal.console.ConsoleSessions.Ticket;
import io.opsmon.onlineuser.internal.console.TicketRefusedException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseCookie;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Opens the console for front ends that keep a token.
 *
 * <pre>
 *  POST   /console-tickets   called with a token: {address, ticket, expiresAt}; the address is relative to that of the request, and opens the console once
 *  POST   /console-session   {ticket}: begins a session by a cookie; open, because the ticket is the credential
 *  DELETE /console-session   ends the session of the cookie; open, because its token may have ended
 * </pre>
 *
 * <p>A ticket is in the fragment of the address, which browsers do not send: it appears in no log and no referrer. The
 * cookie has no path, so that a browser limits the cookie to the directory of these routes, below any prefix of a
 * proxy.
 */
final class ConsoleSessionRoutes implements RouteGroup {

    private static final String TICKET = "ticket";

    private final OpsmonAccess access;
    private final ConsoleSessions sessions;
    private final ConsoleUse uses;
    private final CurrentHttpExchange requests;
    private final RequestToken tokens;
    private final Consumer<Object> events;

    ConsoleSessionRoutes(
            OpsmonAccess access,
            ConsoleSessions sessions,
            ConsoleUse uses,
            CurrentHttpExchange requests,
            RequestToken tokens,
            Consumer<Object> events) {
        this.access = access;
        this.sessions = sessions;
        this.uses = uses;
        this.requests = requests;
        this.tokens = tokens;
        this.events = events;
    }

    @Override
    public List<ApiRoute> routes() {
        return List.of(
                ApiRoute.post("/console-tickets", null, this::createTicket).scoped(),
                ApiRoute.post("/console-session", null, this::begin).open(),
                ApiRoute.delete("/console-session", null, this::end).open());
    }

    private Client client() {
        @Nullable HttpExchange current = requests.get();
        return current == null
                ? new Client(null, null, null, ClientHints.NONE)
                : new Client(current.wholeClientIp(), current.clientIp(), current.userAgent(), current.hints());
    }

    private ApiResponse createTicket(ApiRequest request) {
        if (OpsmonPermissions.ALL.stream().noneMatch(access::isGranted)) {
            throw ApiException.refused("The console shows nothing without a permission of opsmon.");
        }
        if (uses.of(request) != null) {
            throw ApiException.refused("A session of the console creates no address. Call with your own token.")
                    .withCode("console-ticket-of-console");
        }
        @Nullable HttpExchange current = requests.get();
        RequestToken.@Nullable Found token = current == null ? null : tokens.find(current);
        if (token == null) {
            throw ApiException.conflict("The request has no token that a session of the console could use. With a"
                            + " session in a cookie, open the console without a ticket.")
                    .withCode("console-ticket-without-token");
        }
        Ticket ticket = created(token);
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("address", "../../#" + TICKET + "=" + ticket.value());
        body.put(TICKET, ticket.value());
        body.put("expiresAt", ticket.expiresAt().toString());
        return ApiResponse.json(HttpStatus.CREATED, body);
    }

    private Ticket created(RequestToken.Found token) {
        try {
            return sessions.createTicket(
                    Objects.requireNonNull(access.username()),
                    token.credential(),
                    token.reference(),
                    token.expiresAt(),
                    client());
        } catch (IllegalStateException full) {
            throw ApiException.unavailable(String.valueOf(full.getMessage()));
        }
    }

    private ApiResponse begin(ApiRequest request) {
        String ticket = JsonBody.read(request, Set.of(TICKET)).required(TICKET);
        Begun begun;
        try {
            begun = sessions.redeem(ticket, client());
        } catch (TicketRefusedException refused) {
            if (refused.reason() != TicketRefusedException.Reason.UNKNOWN) {
                // Any visitor can send an unknown ticket, and must not fill the log.
                publish(null, null, String.valueOf(refused.getMessage()));
            }
            throw problem(refused);
        }
        // The browser replaces the cookie, so that the former session could not be ended any more.
        @Nullable String former = cookie();
        if (former != null) {
            sessions.signOut(former);
        }
        publish(begun.username(), begun.ref(), null);
        return ApiResponse.json(
                        HttpStatus.CREATED,
                        JsonNodeFactory.instance.objectNode().put("username", begun.username()))
                .with(HttpHeaders.SET_COOKIE, cookie(request, begun.cookie(), null));
    }

    private static ApiException problem(TicketRefusedException refused) {
        String detail = String.valueOf(refused.getMessage());
        return switch (refused.reason()) {
            case UNKNOWN -> ApiException.notFound(detail).withCode("console-ticket-unknown");
            case USED -> ApiException.conflict(detail).withCode("console-ticket-used");
            case OTHER_CLIENT -> ApiException.refused(detail).withCode("console-ticket-other-client");
            case CREDENTIAL_ENDED -> ApiException.conflict(detail).withCode("console-ticket-credential-ended");
        };
    }

    private ApiResponse end(ApiRequest request) {
        @Nullable String cookie = cookie();
        if (cookie != null) {
            sessions.signOut(cookie);
        }
        return ApiResponse.of(HttpStatus.NO_CONTENT.value())
                .with(HttpHeaders.SET_COOKIE, cookie(request, "", Duration.ZERO));
    }

    private @Nullable String cookie() {
        @Nullable HttpExchange current = requests.get();
        return current == null ? null : current.cookie(ConsoleRequests.COOKIE);
    }

    private static String cookie(ApiRequest request, String value, @Nullable Duration maxAge) {
        ResponseCookie.ResponseCookieBuilder cookie = ResponseCookie.from(ConsoleRequests.COOKIE, value)
                .httpOnly(true)
                .sameSite("Strict")
                .secure(isSecure(request));
        return (maxAge == null ? cookie : cookie.maxAge(maxAge)).build().toString();
    }

    /** Believes the browser about {@code https}, because a proxy may have ended TLS without a forwarded header. */
    private static boolean isSecure(ApiRequest request) {
        return request.origin().scheme().equals("https")
                || request.sentHeaders("Origin").stream().anyMatch(origin -> origin.startsWith("https://"));
    }

    /** Records that the console was opened, or that a ticket was refused. */
    private void publish(@Nullable String username, @Nullable String ref, @Nullable String problem) {
        events.accept(new AdministrativeOperation(
                "LOGIN",
                problem == null ? "opened the console with a ticket" : "was refused a session of the console",
                "console-session",
                ref,
                Map.of(),
                new Completion(username, problem == null ? Outcome.SUCCESS : Outcome.FAILURE, Duration.ZERO, problem)));
    }
}
