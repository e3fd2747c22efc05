package io.opsmon.onlineuser.internal.security;

import io.opsmon.client.ClientHints;
import io.opsmon.http.Credential;
import io.opsmon.http.HttpExchange;
import io.opsmon.internal.cache.BoundedCache;
import io.opsmon.internal.security.BearerToken;
import io.opsmon.internal.security.Credentials;
import io.opsmon.internal.security.Credentials.Carried;
import io.opsmon.internal.security.Credentials.Token;
import io.opsmon.internal.security.PrincipalName;
import io.opsmon.internal.security.TokenUse;
import io.opsmon.onlineuser.LocalSession;
import io.opsmon.onlineuser.OnlineUserRegistry;
import io.opsmon.onlineuser.security.KickedTokenException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.authentication.RememberMeAuthenticationToken;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.authentication.preauth.PreAuthenticatedAuthenticationToken;

/**
 * Treats each token that the host accepts as a session, in servlet and reactive hosts. {@link #hidden} is called before
 * the host's security, {@link #accepted} after it. A token counts only if the host has accepted the request.
 * Thread-safe.
 *
 * <p>Cost of a request with a known token: the look-up of the token in {@link Credentials}, two look-ups in maps of
 * this process, one volatile write.
 *
 * @since 0.1
 */
public final class TokenSessions {

    private static final int ALIASES = 10_000;

    private final OnlineUserRegistry registry;
    private final OnlineSessions sessions;
    private final Credentials credentials;
    private final Supplier<@Nullable TokenUse> uses;

    /** References of further tokens of a request, and the reference of the session. */
    private final BoundedCache<String, String> aliases = BoundedCache.ofSize(ALIASES);

    /** The state of one request. */
    private static final class OfRequest {
        private List<Carried> hidden = List.of();
        private @Nullable String accepted;
    }

    /**
     * Creates the service.
     *
     * @param registry the registry of sessions
     * @param sessions creates sessions
     * @param credentials finds tokens
     * @param uses provides the receiver of uses; null for none
     */
    public TokenSessions(
            OnlineUserRegistry registry,
            OnlineSessions sessions,
            Credentials credentials,
            Supplier<@Nullable TokenUse> uses) {
        this.registry = registry;
        this.sessions = sessions;
        this.credentials = credentials;
        this.uses = uses;
    }

    private static OfRequest of(HttpExchange request) {
        return request.attribute(OfRequest.class, OfRequest::new);
    }

    /**
     * Returns the terminated tokens of a request, which the host must not see. Called before the host's security.
     *
     * @param request the request
     * @return the tokens; usually empty
     */
    public List<Credential> hidden(HttpExchange request) {
        if (!registry.hasKicks()) {
            return List.of();
        }
        List<Carried> hidden = List.of();
        for (Carried carried : credentials.of(request)) {
            if (registry.isKicked(carried.reference())) {
                hidden = new ArrayList<>(hidden);
                hidden.add(carried);
            }
        }
        if (hidden.isEmpty()) {
            return List.of();
        }
        of(request).hidden = hidden;
        @Nullable TokenUse use = uses.get();
        if (use != null) {
            hidden.forEach(carried -> use.refused(carried.reference(), request));
        }
        return hidden.stream().map(Carried::credential).toList();
    }

    /**
     * Records the use of a token that a provider has accepted.
     *
     * @param authentication the successful authentication by bearer token
     * @param request the request; null outside a request
     * @throws KickedTokenException if the token was terminated
     */
    public void provided(Authentication authentication, @Nullable HttpExchange request) {
        @Nullable Token token = credentials.ofBearer(authentication, request);
        if (token != null && authentication.isAuthenticated()) {
            use(authentication, token, null, request);
        }
    }

    /**
     * Records the use of the token with which the host has accepted a request. Called after the host's security, for a
     * user who is not kept by a session.
     *
     * @param authentication the user of the request
     * @param request the request
     * @return true if the user comes from a token
     * @throws KickedTokenException if the token was terminated
     */
    public boolean accepted(Authentication authentication, HttpExchange request) {
        OfRequest state = of(request);
        if (state.accepted != null) {
            return true;
        }
        if (!authentication.isAuthenticated() || isOtherwise(authentication, request)) {
            return false;
        }
        if (BearerToken.isBearer(authentication, request)) {
            @Nullable Token token = credentials.ofBearer(authentication, request);
            if (token != null) {
                use(authentication, token, null, request);
                return true;
            }
        }
        List<Carried> carried = credentials.of(request);
        if (!state.hidden.isEmpty()) {
            carried = new ArrayList<>(carried);
            carried.removeAll(state.hidden);
        }
        if (carried.isEmpty()) {
            return false;
        }
        carried.forEach(credentials::accepted);
        if (carried.size() == 1) {
            use(authentication, carried.get(0).token(), carried.get(0).credential(), request);
        } else {
            useOneOf(carried, authentication, request);
        }
        return true;
    }

    /**
     * Returns whether the user of a request without tokens may come from its session.
     *
     * @param authentication the user of the request
     * @param request the request
     * @return false for users of passwords, certificates and remember-me cookies, and for anonymous users
     */
    public boolean isOfSession(Authentication authentication, HttpExchange request) {
        return authentication.isAuthenticated() && !isOtherwise(authentication, request);
    }

    /** Returns whether the user comes from a password, a certificate or a remember-me cookie. */
    private boolean isOtherwise(Authentication authentication, HttpExchange request) {
        if (authentication instanceof AnonymousAuthenticationToken
                || authentication instanceof RememberMeAuthenticationToken
                || authentication instanceof PreAuthenticatedAuthenticationToken) {
            return true;
        }
        @Nullable Authentication asked = BearerToken.lastAsked(request);
        return asked != null
                && asked.getClass() == UsernamePasswordAuthenticationToken.class
                && !credentials.isCarried(asked, request);
    }

    /**
     * Chooses the session of a request with several tokens. The host has checked one of them, and a client can add
     * others. A request with a token of a known session belongs to that session, and the tokens of a session end
     * together.
     */
    private void useOneOf(List<Carried> carried, Authentication authentication, HttpExchange request) {
        String username = PrincipalName.required(authentication);
        for (Carried each : carried) {
            @Nullable String alias = aliases.get(each.reference());
            String ref = alias == null ? each.reference() : alias;
            @Nullable LocalSession known = registry.touch(ref);
            if (known != null && known.session().username().equals(username)) {
                use(authentication, new Token(ref, each.token().expiresAt()), each.credential(), request);
                return;
            }
        }
        Carried first = carried.get(0);
        LocalSession local = use(authentication, first.token(), first.credential(), request);
        for (Carried other : carried.subList(1, carried.size())) {
            aliases.put(other.reference(), first.reference());
            local.accompaniedBy(other.reference());
        }
    }

    private LocalSession use(
            Authentication authentication,
            Token token,
            @Nullable Credential credential,
            @Nullable HttpExchange request) {
        String ref = token.reference();
        if (registry.isKicked(ref)) {
            throw new KickedTokenException();
        }
        if (request != null) {
            of(request).accepted = ref;
        }
        @Nullable LocalSession local = registry.touch(ref);
        @Nullable TokenUse use = uses.get();
        if (use != null) {
            // Before the token is written, since the store decides whether the token is new.
            use.accepted(authentication, ref, local == null, request);
        }
        if (local == null) {
            local = registry.seen(
                    sessions.token(
                            ref,
                            PrincipalName.required(authentication),
                            request,
                            token.expiresAt(),
                            credentials.maxIdle(credential)),
                    request == null ? null : request.userAgent(),
                    request == null ? ClientHints.NONE : request.hints());
        }
        return local;
    }

    /**
     * Removes the tokens of a request that signs out. A host that still accepts such a token has it listed again.
     *
     * @param request the request
     */
    void signedOut(HttpExchange request) {
        for (Carried carried : credentials.of(request)) {
            registry.remove(carried.reference());
        }
    }

    /**
     * Returns whether an authentication contains a token of its request, in a type that the host has defined.
     *
     * @param asked the authentication before its check
     * @param request the request
     * @return true if the authentication is no sign-in
     */
    boolean isCarried(Authentication asked, HttpExchange request) {
        return credentials.isCarried(asked, request);
    }

    /**
     * Returns the reference of the token with which the host has accepted a request.
     *
     * @param request the request
     * @return the reference; null if the user comes from something else, or {@link #accepted} was not called
     */
    public @Nullable String own(HttpExchange request) {
        return of(request).accepted;
    }
}
