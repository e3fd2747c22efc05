package io.opsmon.security;

import io.opsmon.http.ClientRequest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.ClaimAccessor;
import org.springframework.security.oauth2.core.OAuth2Token;
import org.springframework.util.ClassUtils;

/**
 * A bearer token (RFC 6750), or another credential that a client sends with every request in its place.
 *
 * @param identity the canonical identity of the token: issuer and {@code jti} of a JWT that has both; the signing input
 *     of another JWT, since a signature can be written in several ways; else the token without its padding
 * @param expiresAt the expiry; null if it is not known
 * @since 0.1
 */
public record BearerToken(String identity, @Nullable Instant expiresAt) {

    private static final boolean OAUTH2_PRESENT = ClassUtils.isPresent(
            "org.springframework.security.oauth2.core.OAuth2Token", BearerToken.class.getClassLoader());

    private static final String RESOURCE_SERVER = "org.springframework.security.oauth2.server.resource.authentication.";

    /** The types of Spring Security's resource server: a token that was believed, and one that is to be. */
    private static final TypeNames BEARER = TypeNames.of(
            RESOURCE_SERVER + "AbstractOAuth2TokenAuthenticationToken",
            RESOURCE_SERVER + "BearerTokenAuthenticationToken",
            "org.springframework.security.oauth2.server.resource.BearerTokenAuthenticationToken");

    /** The credential that the current request was last authenticated by; of the request's thread. */
    private static final class Asked {
        private @Nullable Authentication authentication;
    }

    /**
     * Notes the credential of a request before a provider judges it, so that {@link #of} and
     * {@link #isBearer(Authentication, ClientRequest)} know it whatever type the host converts it to.
     *
     * @param authentication the credential
     * @param request the request, or null
     */
    public static void asked(Authentication authentication, @Nullable ClientRequest request) {
        if (request != null) {
            request.attribute(Asked.class, Asked::new).authentication = authentication;
        }
    }

    private static @Nullable Authentication asked(@Nullable ClientRequest request) {
        return request == null ? null : request.attribute(Asked.class, Asked::new).authentication;
    }

    /**
     * Whether the type of an authentication is that of a bearer token: {@code JwtAuthenticationToken},
     * {@code BearerTokenAuthentication}, a subclass of either, or the token that is to become one.
     *
     * @param authentication an authentication, done or asked for
     * @return true for the types of Spring Security's resource server, and for a type with an OAuth 2 token as
     *     credentials
     */
    public static boolean isBearer(Authentication authentication) {
        return BEARER.includes(authentication) || (OAUTH2_PRESENT && OfOAuth2.token(authentication) != null);
    }

    /**
     * Whether an authentication is by bearer token, by its type or by the credential that its request was authenticated
     * by.
     *
     * @param authentication an authentication, done or asked for
     * @param request its request, or null
     * @return true if the client sent a bearer token
     */
    public static boolean isBearer(Authentication authentication, @Nullable ClientRequest request) {
        if (isBearer(authentication)) {
            return true;
        }
        @Nullable Authentication asked = asked(request);
        return asked != null && authentication.isAuthenticated() && isBearer(asked);
    }

    /**
     * The bearer token of an authentication.
     *
     * @param authentication an authentication that has been believed
     * @param request its request, or null
     * @return the token; null if the authentication is by none, or the token is not to be found
     */
    public static @Nullable BearerToken of(Authentication authentication, @Nullable ClientRequest request) {
        if (!isBearer(authentication, request)) {
            return null;
        }
        @Nullable BearerToken token = OAUTH2_PRESENT ? OfOAuth2.of(authentication) : null;
        if (token != null) {
            return token;
        }
        @Nullable Authentication asked = asked(request);
        // The principal of a token that is to be judged is the token.
        return asked != null && BEARER.includes(asked) && asked.getPrincipal() instanceof String value
                ? ofValue(value)
                : ofHeader(request);
    }

    /**
     * The token in a request's {@code Authorization} header, for authentications of types that opsmon does not know.
     * Only of use if the host has believed it.
     *
     * @param request the request, or null
     * @return the token of any scheme but those that carry a name and password, or a proof made anew for each request;
     *     null if there is none
     */
    public static @Nullable BearerToken ofHeader(@Nullable ClientRequest request) {
        @Nullable String header = request == null ? null : request.header("Authorization");
        @Nullable String value = header == null ? null : AuthorizationHeader.credential(header);
        return value == null ? null : ofValue(value);
    }

    /**
     * A token as it was sent.
     *
     * @param value the token
     * @return the token with its canonical identity
     */
    public static BearerToken ofValue(String value) {
        String token = value.strip();
        @Nullable CompactJwt jwt = CompactJwt.parse(token);
        if (jwt == null) {
            return new BearerToken(CompactJwt.withoutPadding(token), null);
        }
        return new BearerToken(jwt.identity(), jwt.expiresAt());
    }

    /** Loaded where the library is. */
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
