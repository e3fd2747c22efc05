package io.opsmon.internal.security;

import io.opsmon.http.Credential;
import io.opsmon.http.Credential.Place;
import io.opsmon.http.CredentialResolver;
import io.opsmon.http.HttpExchange;
import io.opsmon.http.SessionReference;
import io.opsmon.internal.cache.BoundedCache;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.core.Authentication;

/**
 * Finds the tokens in a request, and their references. Thread-safe.
 *
 * <p>Cost of a request with a known token: one look-up of the value in a map of this process. The map contains only
 * values of tokens that the host has accepted, at most {@value #MOST_CHARACTERS} characters, and forgets a value after
 * half an hour without use.
 *
 * @since 0.1
 */
public final class Credentials {

    private static final Logger log = LoggerFactory.getLogger(Credentials.class);
    private static final int MOST_CHARACTERS = 16_000_000;
    private static final Duration REMEMBERED = Duration.ofMinutes(30);

    /** Shorter texts may be a part of a token by accident. */
    private static final int LEAST_LENGTH = 16;

    private final List<CredentialResolver> resolvers;
    private final CredentialSettings settings;
    private final SessionReference references;
    private final BoundedCache<String, Token> inHeaders = cache();
    private final BoundedCache<String, Token> inCookies = cache();

    /**
     * A token.
     *
     * @param reference the keyed hash of the token's identity
     * @param expiresAt the expiry; null if unknown
     */
    public record Token(String reference, @Nullable Instant expiresAt) {}

    /**
     * A token in a request.
     *
     * @param credential the place and value
     * @param token the token
     * @param isRemembered whether the host has accepted the value before
     */
    public record Carried(Credential credential, Token token, boolean isRemembered) {

        /**
         * Returns the reference of the token.
         *
         * @return a keyed hash
         */
        public String reference() {
            return token.reference();
        }
    }

    /** The tokens of one request. */
    private static final class OfRequest {
        private @Nullable List<Carried> carried;
    }

    /**
     * Creates the service.
     *
     * @param resolvers the host's resolvers, which come before the settings
     * @param settings the places of tokens
     * @param references creates references
     */
    public Credentials(List<CredentialResolver> resolvers, CredentialSettings settings, SessionReference references) {
        this.resolvers = List.copyOf(resolvers);
        this.settings = settings;
        this.references = references;
    }

    private static BoundedCache<String, Token> cache() {
        return BoundedCache.expiringAfterUse(MOST_CHARACTERS, REMEMBERED, String::length);
    }

    /**
     * Returns the tokens in a request. The host need not have accepted any of them.
     *
     * @param request the request
     * @return the tokens in order of preference
     */
    public List<Carried> of(HttpExchange request) {
        OfRequest known = request.attribute(OfRequest.class, OfRequest::new);
        @Nullable List<Carried> carried = known.carried;
        if (carried == null) {
            carried = find(request);
            known.carried = carried;
        }
        return carried;
    }

    private List<Carried> find(HttpExchange request) {
        List<Carried> found = new ArrayList<>(1);
        for (CredentialResolver resolver : resolvers) {
            try {
                resolver.resolve(request).forEach(credential -> add(found, credential));
            } catch (RuntimeException failure) {
                log.warn("Tokens of a request are not found because the resolver \"{}\" failed", resolver, failure);
            }
        }
        for (String header : settings.headers()) {
            for (String value : request.headers(header)) {
                add(found, Credential.header(header, value));
            }
        }
        for (String cookie : settings.cookies()) {
            for (String value : request.cookies(cookie)) {
                add(found, Credential.cookie(cookie, value));
            }
        }
        return found;
    }

    private void add(List<Carried> found, Credential credential) {
        boolean isNamed = credential.identity() != null;
        @Nullable Token known = isNamed ? null : cache(credential.place()).get(credential.value());
        @Nullable Token token = known != null ? known : isNamed ? named(credential) : read(credential);
        if (token != null) {
            Token valid = credential.expiresAt() == null ? token : new Token(token.reference(), credential.expiresAt());
            found.add(new Carried(credential, valid, known != null));
        }
    }

    private Token named(Credential credential) {
        return new Token(references.of("host\n" + credential.identity()), null);
    }

    private @Nullable Token read(Credential credential) {
        @Nullable String text = TokenText.of(credential.place(), credential.value(), settings.prefixes());
        if (text == null) {
            return null;
        }
        BearerToken bearer = BearerToken.ofValue(text);
        return new Token(references.of(bearer.identity()), bearer.expiresAt());
    }

    private BoundedCache<String, Token> cache(Place place) {
        return place == Place.HEADER ? inHeaders : inCookies;
    }

    /**
     * Remembers the value of a token that the host has accepted.
     *
     * @param carried the token
     */
    public void accepted(Carried carried) {
        Credential credential = carried.credential();
        if (credential.identity() == null && !carried.isRemembered()) {
            cache(credential.place()).put(credential.value(), carried.token());
        }
    }

    /**
     * Returns the token that a provider authenticates.
     *
     * @param authentication a successful authentication by bearer token
     * @param request the request of the authentication, or null
     * @return the token; null if it is not found
     */
    public @Nullable Token ofBearer(Authentication authentication, @Nullable HttpExchange request) {
        @Nullable String value = BearerToken.askedValue(request);
        if (value == null) {
            @Nullable BearerToken bearer = BearerToken.of(authentication, request);
            return bearer == null ? null : new Token(references.of(bearer.identity()), bearer.expiresAt());
        }
        @Nullable Token known = inHeaders.get(value);
        if (known == null) {
            BearerToken bearer = BearerToken.ofValue(value);
            known = new Token(references.of(bearer.identity()), bearer.expiresAt());
            inHeaders.put(value, known);
        }
        return known;
    }

    /**
     * Returns the idle time after which the host refuses a token.
     *
     * @param credential the token; null if its place is not known
     * @return the time; null if it is not known
     */
    public @Nullable Duration maxIdle(@Nullable Credential credential) {
        return credential == null || credential.maxIdle() == null ? settings.maxIdle() : credential.maxIdle();
    }

    /**
     * Returns whether an authentication contains a token of its request, in a type that the host has defined.
     *
     * @param authentication an authentication before or after its check
     * @param request the request, or null
     * @return true if the principal or the credentials are the text of a token in the request
     */
    public boolean isCarried(Authentication authentication, @Nullable HttpExchange request) {
        if (request == null) {
            return false;
        }
        @Nullable String principal = text(authentication.getPrincipal());
        @Nullable String secret = text(authentication.getCredentials());
        if (principal == null && secret == null) {
            return false;
        }
        for (Carried carried : of(request)) {
            String value = carried.credential().value();
            if ((principal != null && value.contains(principal)) || (secret != null && value.contains(secret))) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns whether an authentication, before or after its check, is by a token of its request.
     *
     * @param authentication an authentication
     * @param request the request, or null
     * @return true if the authentication, or the credential that a provider was asked for last, is carried
     */
    public boolean isTokenOf(Authentication authentication, @Nullable HttpExchange request) {
        @Nullable Authentication asked = BearerToken.lastAsked(request);
        return isCarried(authentication, request)
                || (asked != null && asked != authentication && isCarried(asked, request));
    }

    private static @Nullable String text(@Nullable Object value) {
        return value instanceof String text && text.length() >= LEAST_LENGTH ? text : null;
    }
}
