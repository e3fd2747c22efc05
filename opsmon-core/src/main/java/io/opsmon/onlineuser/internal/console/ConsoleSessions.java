package io.opsmon.onlineuser.internal.console;

import io.opsmon.client.ClientHints;
import io.opsmon.client.Device;
import io.opsmon.http.SessionReference;
import io.opsmon.internal.cache.BoundedCache;
import io.opsmon.onlineuser.LocalSession;
import io.opsmon.onlineuser.OnlineSession;
import io.opsmon.onlineuser.OnlineUserRegistry;
import io.opsmon.onlineuser.SessionKind;
import io.opsmon.onlineuser.internal.console.ConsoleGrantStore.Taken;
import io.opsmon.onlineuser.internal.console.TicketRefusedException.Reason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates one-time tickets and the sessions of the console that begin with them. Thread-safe.
 *
 * <pre>
 *  ticket    asked for with the host's credential; valid for a short time, once, for one client address
 *  session   begins with a ticket; each request repeats the credential to the host, which decides about permissions
 * </pre>
 *
 * <p>A session ends after an idle time, after its maximum age, by sign-out and by termination. A session also ends with
 * its credential: at its expiry, at its termination, and when the host refuses it. Every use reads the store once. All
 * nodes of a host need the same {@code opsmon.session-reference-key}.
 *
 * @since 0.1
 */
public final class ConsoleSessions {

    private static final Logger log = LoggerFactory.getLogger(ConsoleSessions.class);
    private static final Duration USED_TICKETS_REMEMBERED = Duration.ofMinutes(10);
    private static final Duration CLEAN_EVERY = Duration.ofMinutes(1);
    private static final int KNOWN_HERE = 10_000;

    private final ConsoleGrantStore store;
    private final OnlineUserRegistry registry;
    private final SessionReference references;
    private final ConsoleSessionSettings settings;
    private final Clock clock;
    private final GrantSeal seal = new GrantSeal();

    /** The references of credentials by the references of the sessions that this node has served. */
    private final BoundedCache<String, Optional<String>> credentials;

    private volatile Instant lastClean;

    /**
     * A ticket.
     *
     * @param value the text to redeem, which is a secret
     * @param expiresAt the end of its validity
     */
    public record Ticket(String value, Instant expiresAt) {}

    /**
     * The client of a request.
     *
     * @param wholeIp the whole client address, which is compared and not stored in clear text; null if unknown
     * @param storedIp the client address at the stored precision, or null
     * @param userAgent the user agent, or null
     * @param hints the client hints
     */
    public record Client(
            @Nullable String wholeIp,
            @Nullable String storedIp,
            @Nullable String userAgent,
            ClientHints hints) {}

    /**
     * A session that has begun.
     *
     * @param cookie the text of its cookie, which is a secret
     * @param username the user's name
     * @param ref the reference in the list of online users
     */
    public record Begun(String cookie, String username, String ref) {}

    /**
     * A request of a session.
     *
     * @param ref the session's reference
     * @param username the user's name
     * @param credential the credential to repeat to the host
     * @param local the session on this node
     * @param until the end of the session if it is not used again
     * @param expiresAt the end of the session regardless of its use
     */
    public record Use(
            String ref,
            String username,
            HostCredential credential,
            LocalSession local,
            Instant until,
            Instant expiresAt) {}

    /**
     * Creates the sessions.
     *
     * @param store the store of tickets and sessions
     * @param registry lists and terminates sessions
     * @param references creates references of tickets and cookies
     * @param settings the settings
     * @param clock the clock
     */
    public ConsoleSessions(
            ConsoleGrantStore store,
            OnlineUserRegistry registry,
            SessionReference references,
            ConsoleSessionSettings settings,
            Clock clock) {
        this.store = store;
        this.registry = registry;
        this.references = references;
        this.settings = settings;
        this.clock = clock;
        this.lastClean = clock.instant();
        this.credentials = BoundedCache.expiringAfterUse(KNOWN_HERE, settings.idleTimeout());
    }

    /**
     * Creates a ticket.
     *
     * @param username the user's name
     * @param credential the credential of the request
     * @param credentialRef the reference of the credential in the list of online users, or null
     * @param credentialExpiry the expiry of the credential; null if unknown
     * @param client the client of the request
     * @return the ticket
     * @throws RuntimeException if the store is unavailable
     */
    public Ticket createTicket(
            String username,
            HostCredential credential,
            @Nullable String credentialRef,
            @Nullable Instant credentialExpiry,
            Client client) {
        Instant now = clock.instant();
        clean(now);
        Instant latest = now.plus(settings.maxAge());
        String text = seal.newText();
        String ref = ticketRef(text);
        GrantContent content = new GrantContent(
                username,
                credential,
                credentialRef,
                client.wholeIp(),
                now,
                credentialExpiry == null || credentialExpiry.isAfter(latest) ? latest : credentialExpiry);
        Instant until = now.plus(settings.ticketValidity());
        store.put(new ConsoleGrant(ref, seal.seal(text, ref, content.write()), until));
        return new Ticket(text, until);
    }

    /** Removes ended grants from time to time; tickets are rare enough for it. */
    private void clean(Instant now) {
        if (Duration.between(lastClean, now).compareTo(CLEAN_EVERY) >= 0) {
            lastClean = now;
            store.clean(now);
        }
    }

    private String ticketRef(String ticket) {
        return references.of("console-ticket\n" + ticket);
    }

    private String sessionRef(String cookie) {
        return references.of("console-session\n" + cookie);
    }

    /**
     * Redeems a ticket. The ticket is used up, whatever the result.
     *
     * @param ticket the ticket
     * @param client the client of the request
     * @return the session
     * @throws TicketRefusedException if the ticket is unknown, expired or used, belongs to another client address, or
     *     its credential has ended
     * @throws RuntimeException if the store is unavailable
     */
    public Begun redeem(String ticket, Client client) {
        Instant now = clock.instant();
        GrantContent content = taken(ticket, client, now);
        String cookie = seal.newText();
        String ref = sessionRef(cookie);
        GrantContent ofSession = new GrantContent(
                content.username(), content.credential(), content.credentialRef(), null, now, content.expiresAt());
        store.put(new ConsoleGrant(ref, seal.seal(cookie, ref, ofSession.write()), endOf(ofSession, now)));
        credentials.put(ref, Optional.ofNullable(ofSession.credentialRef()));
        registry.register(session(ref, ofSession, client, now), client.userAgent(), client.hints());
        return new Begun(cookie, content.username(), ref);
    }

    private GrantContent taken(String ticket, Client client, Instant now) {
        if (!GrantSeal.isText(ticket)) {
            throw new TicketRefusedException(Reason.UNKNOWN);
        }
        String ref = ticketRef(ticket);
        Taken taken = store.take(ref, now, now.plus(USED_TICKETS_REMEMBERED));
        if (taken.isUsed()) {
            log.warn("A ticket of the console was used a second time, from \"{}\"", client.storedIp());
            throw new TicketRefusedException(Reason.USED);
        }
        @Nullable GrantContent content = taken.sealed() == null ? null : content(ticket, ref, taken.sealed());
        if (content == null) {
            throw new TicketRefusedException(Reason.UNKNOWN);
        }
        if (!Objects.equals(content.clientIp(), client.wholeIp())) {
            log.warn(
                    "A ticket of the console of \"{}\" was used from another address, \"{}\"",
                    content.username(),
                    client.storedIp());
            throw new TicketRefusedException(Reason.OTHER_CLIENT);
        }
        if (hasEnded(content, now)) {
            throw new TicketRefusedException(Reason.CREDENTIAL_ENDED);
        }
        return content;
    }

    private static @Nullable GrantContent content(String text, String ref, String sealed) {
        byte @Nullable [] opened = GrantSeal.open(text, ref, sealed);
        return opened == null ? null : GrantContent.read(opened);
    }

    private boolean hasEnded(GrantContent content, Instant now) {
        return !content.expiresAt().isAfter(now)
                || (content.credentialRef() != null && registry.isKicked(content.credentialRef()));
    }

    private Instant endOf(GrantContent content, Instant now) {
        Instant idle = now.plus(settings.idleTimeout());
        return idle.isBefore(content.expiresAt()) ? idle : content.expiresAt();
    }

    private OnlineSession session(String ref, GrantContent content, Client client, Instant now) {
        return new OnlineSession(
                ref,
                content.username(),
                SessionKind.CONSOLE,
                client.storedIp(),
                Device.UNKNOWN,
                null,
                settings.node(),
                content.since(),
                now,
                content.expiresAt(),
                null,
                settings.idleTimeout());
    }

    /**
     * Finds the session of a cookie for a request.
     *
     * @param cookie the text of the cookie
     * @param client the client of the request
     * @return the session; null if it is unknown or has ended
     * @throws RuntimeException if the store is unavailable
     */
    public @Nullable Use use(String cookie, Client client) {
        if (!GrantSeal.isText(cookie)) {
            return null;
        }
        String ref = sessionRef(cookie);
        if (registry.isKicked(ref)) {
            end(ref);
            return null;
        }
        Instant now = clock.instant();
        @Nullable ConsoleGrant grant = store.get(ref, now).orElse(null);
        @Nullable GrantContent content = grant == null ? null : content(cookie, ref, grant.sealed());
        if (grant == null || content == null || hasEnded(content, now)) {
            end(ref);
            return null;
        }
        credentials.put(ref, Optional.ofNullable(content.credentialRef()));
        @Nullable LocalSession known = registry.touch(ref);
        LocalSession local = known != null
                ? known
                : registry.seen(session(ref, content, client, now), client.userAgent(), client.hints());
        return new Use(ref, content.username(), content.credential(), local, grant.until(), content.expiresAt());
    }

    /**
     * Extends a session after the host has accepted its credential. Writes to the store only if a tenth of the idle
     * time has passed.
     *
     * @param use the request
     */
    public void accepted(Use use) {
        Duration idle = settings.idleTimeout();
        Instant until = clock.instant().plus(idle);
        Instant end = until.isBefore(use.expiresAt()) ? until : use.expiresAt();
        if (Duration.between(use.until(), end).compareTo(idle.dividedBy(10)) >= 0) {
            store.extend(use.ref(), end);
        }
    }

    /**
     * Ends a session that the host has refused.
     *
     * @param use the request
     */
    public void refused(Use use) {
        end(use.ref());
    }

    /**
     * Ends the session of a cookie, for sign-out. Has no effect on an unknown cookie.
     *
     * @param cookie the text of the cookie
     */
    public void signOut(String cookie) {
        if (GrantSeal.isText(cookie)) {
            end(sessionRef(cookie));
        }
    }

    private void end(String ref) {
        credentials.remove(ref);
        store.remove(List.of(ref));
        registry.remove(ref);
    }

    /**
     * Ends the sessions that a termination affects: the session of the reference, or the sessions of a terminated
     * credential. Sessions that this node does not know end at their next use.
     *
     * @param terminated the reference of a terminated session or token
     */
    public void terminated(String terminated) {
        List<String> affected = new ArrayList<>();
        credentials.forEach((ref, credential) -> {
            if (ref.equals(terminated) || credential.filter(terminated::equals).isPresent()) {
                affected.add(ref);
            }
        });
        try {
            affected.forEach(this::end);
        } catch (RuntimeException unavailable) {
            log.debug("Could not remove terminated sessions of the console; they end at their next use", unavailable);
        }
    }
}
