package io.opsmon.security;

import io.opsmon.http.ClientRequest;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.ClaimAccessor;
import org.springframework.security.oauth2.core.OAuth2Token;
import org.springframework.util.ClassUtils;

/**
 * A bearer token (RFC 6750) by which somebody was authenticated.
 *
 * @param identity what stays the same for the token: issuer and {@code jti} of a JWT that has one, since a signature can be written in several ways; else the token itself
 * @param expiresAt when it ends; null if that is not known
 * @since 0.1
 */
public record BearerToken(String identity, @Nullable Instant expiresAt) {

    private static final boolean OAUTH2_PRESENT = ClassUtils.isPresent(
            "org.springframework.security.oauth2.core.OAuth2Token", BearerToken.class.getClassLoader());

    /**
     * Whether an authentication is by bearer token: {@code JwtAuthenticationToken}, {@code BearerTokenAuthentication} and what is to become one.
     *
     * @param authentication an authentication, done or asked for
     * @return true for the kinds that Spring Security's resource server knows
     */
    public static boolean isBearer(Authentication authentication) {
        String name = authentication.getClass().getSimpleName();
        return name.equals("JwtAuthenticationToken") || name.startsWith("BearerToken");
    }

    /**
     * The token of an authentication.
     *
     * @param authentication an authentication that has been believed
     * @param request its request, or null
     * @return the token; null if there is none to be found
     */
    public static @Nullable BearerToken of(Authentication authentication, @Nullable ClientRequest request) {
        if (!isBearer(authentication)) {
            return null;
        }
        @Nullable BearerToken token = OAUTH2_PRESENT ? OfOAuth2.token(authentication) : null;
        if (token != null) {
            return token;
        }
        @Nullable String header = request == null ? null : request.header("Authorization");
        return header != null && header.toLowerCase(Locale.ROOT).startsWith("bearer ")
                ? new BearerToken(header.substring("bearer ".length()).strip(), null)
                : null;
    }

    /** Loaded where the library is. */
    private static final class OfOAuth2 {

        static @Nullable BearerToken token(Authentication authentication) {
            if (!(authentication.getCredentials() instanceof OAuth2Token token)) {
                return null;
            }
            @Nullable String id = token instanceof ClaimAccessor claims ? claims.getClaimAsString("jti") : null;
            @Nullable String issuer = token instanceof ClaimAccessor claims ? claims.getClaimAsString("iss") : null;
            return new BearerToken(
                    id == null ? token.getTokenValue() : "jti\n" + issuer + "\n" + id, token.getExpiresAt());
        }
    }
}
