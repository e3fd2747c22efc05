package io.opsmon.internal.security;

import io.opsmon.http.HttpExchange;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.ClaimAccessor;
import org.springframework.security.oauth2.core.OAuth2Token;
import org.springframework.util.ClassUtils;

/**
 * A bearer token (RFC 6750), or an equivalent credential that a client sends with every request.
 *
 * @param identity the canonical identity of the token. A JWT with issuer and {@code jti} is identified by both, another
 *     JWT by its signing input, since a signature has several notations. Other tokens are identified by their text
 *     without padding
 * @param expiresAt the expiry; null if unknown
 * @since 0.1
 */
public record BearerToken(String identity, @Nullable Instant expiresAt) {

    private static final boolean OAUTH2_PRESENT = ClassUtils.isPresent(
            "org.springframework.security.oauth2.core.OAuth2Token", BearerToken.class.getClassLoader());

    private static final String RESOURCE_SERVER = "org.springframework.security.oauth2.server.resource.authentication.";

    /** The types of Spring Security's resource server: an authenticated token, and a token to authenticate. */
    private static final TypeNames BEARER = TypeNames.of(
            RESOURCE_SERVER + "AbstractOAuth2TokenAuthenticationToken",
            RESOURCE_SERVER + "BearerTokenAuthenticationToken",
            "org.springframework.security.oauth2.server.resource.BearerTokenAuthenticationToken");

    /** The last credential that the current request was authenticated with. Confined to the request's thread. */
    private static final class Asked {
        private @Nullable Authentication authentication;
    }

    /**
     * Stores the credential of a request before a provider authenticates it. {@link #of} and
     * {@link #isBearer(Authentication, HttpExchange)} use the credential if the host converts it to another type.
     *
     * @param authentication the credential
     * @param request the request, or null
     */
    public static void asked(Authentication authentication, @Nullable HttpExchange request) {
        if (request != null) {
            request.attribute(Asked.class, Asked::new).authentication = authentication;
        }
    }

    private static @Nullable Authentication asked(@Nullable HttpExchange request) {
        return request == null ? null : request.attribute(Asked.class, Asked::new).authentication;
    }

    /**
     * Returns the last credential of a request that a provider was asked to authenticate.
     *
     * @param request the request, or null
     * @return the credential; null if there was none
     */
    public static @Nullable Authentication lastAsked(@Nullable HttpExchange request) {
        return asked(request);
    }

    /** Returns the text of the bearer token that a provider was asked to authenticate; null if there is none. */
    static @Nullable String askedValue(@Nullable HttpExchange request) {
        @Nullable Authentication asked = asked(request);
        // The principal of a token before its authentication is the token itself.
        return asked != null && BEARER.includes(asked) && asked.getPrincipal() instanceof String value ? value : null;
    }

    /**
     * Returns whether an authentication has the type of a bearer token: {@code JwtAuthenticationToken},
     * {@code BearerTokenAuthentication}, a subclass of these, or the token before its authentication.
     *
     * @param authentication an authentication, before or after success
     * @return true for the types of Spring Security's resource server, and for a type with an OAuth 2 token as
     *     credentials
     */
    public static boolean isBearer(Authentication authentication) {
        return BEARER.includes(authentication) || (OAUTH2_PRESENT && OfOAuth2.token(authentication) != null);
    }

    /**
     * Returns whether an authentication is by bearer token, by its type or by the credential of its request.
     *
     * @param authentication an authentication, before or after success
     * @param request the request of the authentication, or null
     * @return true if the client sent a bearer token
     */
    public static boolean isBearer(Authentication authentication, @Nullable HttpExchange request) {
        if (isBearer(authentication)) {
            return true;
        }
        @Nullable Authentication asked = asked(request);
        return asked != null && authentication.isAuthenticated() && isBearer(asked);
    }

    /**
     * Returns the bearer token of an authentication.
     *
     * @param authentication a successful authentication
     * @param request the request of the authentication, or null
     * @return the token; null if the authentication is not by bearer token, or the token is not found
     */
    public static @Nullable BearerToken of(Authentication authentication, @Nullable HttpExchange request) {
        if (!isBearer(authentication, request)) {
            return null;
        }
        @Nullable BearerToken token = OAUTH2_PRESENT ? OfOAuth2.of(authentication) : null;
        if (token != null) {
            return token;
        }
        @Nullable Authentication asked = asked(request);
        // The principal of a token before its authentication is the token itself.
        return asked != null && BEARER.includes(asked) && asked.getPrincipal() instanceof String value
                ? ofValue(value)
                : ofHeader(request);
    }

    /**
     * Returns the token in a request's {@code Authorization} header, for unknown types of authentication. The token is
     * meaningful only if the host has authenticated it.
     *
     * @param request the request, or null
     * @return the token; null if there is none, or if the scheme carries a name and password or a proof that is
     *     different for each request
     */
    public static @Nullable BearerToken ofHeader(@Nullable HttpExchange request) {
        @Nullable String header = request == null ? null : request.header("Authorization");
        @Nullable String value = header == null ? null : AuthorizationHeader.credential(header);
        return value == null ? null : ofValue(value);
    }

    /**
     * Creates a token from the value sent by the client.
     *
     * @param value the token
     * @return the token with its canonical identity
     */
    public static BearerToken ofValue(String value) {
        String token = value.strip();
        @Nullable CompactJwt jwt = CompactJwt.parse(token);
        if (jwt == null) {
            return new BearerToken(CompactJwt.opaque(token), null);
        }
        return new BearerToken(jwt.identity(), jwt.expiresAt());
    }

    /** Loaded only if the library is present. */
    private static final class OfOAuth2 {

        static @Nullable OAuth2Token token(Authentication authentication) {
            return authentication.getCredentials() instanceof OAuth2Token token ? token : null;
        }

        static @Nullable BearerToken of(Authentication authentication) {
            @Nullable OAuth2Token token = token(authentication);
            if (token == null) {
                return null;
            }
            @Nullable String id = token instanceof ClaimAccessor claims ? claims.getClaimAsString("jti") : null;
            @Nullable String issuer = token instanceof ClaimAccessor claims ? claims.getClaimAsString("iss") : null;
            String identity = id == null || issuer == null
                    ? CompactJwt.identityOf(token.getTokenValue())
                    : CompactJwt.identity(issuer, id);
            return new BearerToken(identity, token.getExpiresAt());
        }
    }
}
