package io.opsmon.loginlog.internal.security;

import io.opsmon.loginlog.FailureReason;
import io.opsmon.loginlog.security.LoginLockedException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AccountExpiredException;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.CredentialsExpiredException;
import org.springframework.security.authentication.DisabledException;
import org.springframework.security.authentication.LockedException;
import org.springframework.security.authentication.ProviderNotFoundException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.userdetails.UsernameNotFoundException;

/** Determines the reason of a failure from the type of exception. Stateless. */
final class Reasons {

    /** Exceptions by simple name: their types are in optional modules and in other capabilities. */
    private static final Map<String, FailureReason> BY_CLASS = Map.of(
            "InvalidBearerTokenException", FailureReason.INVALID_TOKEN,
            "InvalidOneTimeTokenException", FailureReason.INVALID_TOKEN,
            "InvalidCookieException", FailureReason.INVALID_TOKEN,
            "CookieTheftException", FailureReason.COOKIE_THEFT,
            "SessionAuthenticationException", FailureReason.TOO_MANY_SESSIONS,
            "TooManySessionsException", FailureReason.TOO_MANY_SESSIONS,
            "KickedTokenException", FailureReason.KICKED,
            "OAuth2AuthenticationException", FailureReason.IDENTITY_PROVIDER,
            "OAuth2AuthorizationCodeRequestAuthenticationException", FailureReason.IDENTITY_PROVIDER,
            "Saml2AuthenticationException", FailureReason.IDENTITY_PROVIDER);

    private Reasons() {}

    static FailureReason of(AuthenticationException exception) {
        @Nullable FailureReason known = BY_CLASS.get(exception.getClass().getSimpleName());
        if (known != null) {
            return known;
        }
        if (exception instanceof UsernameNotFoundException) {
            return FailureReason.UNKNOWN_USER;
        }
        if (exception instanceof BadCredentialsException) {
            // Spring Security reports the same exception for both and keeps the difference in the cause.
            return exception.getCause() instanceof UsernameNotFoundException
                    ? FailureReason.UNKNOWN_USER
                    : FailureReason.BAD_CREDENTIALS;
        }
        if (exception instanceof LoginLockedException) {
            return FailureReason.TOO_MANY_ATTEMPTS;
        }
        if (exception instanceof LockedException) {
            return FailureReason.ACCOUNT_LOCKED;
        }
        if (exception instanceof DisabledException) {
            return FailureReason.ACCOUNT_DISABLED;
        }
        if (exception instanceof AccountExpiredException) {
            return FailureReason.ACCOUNT_EXPIRED;
        }
        return ofTheRest(exception);
    }

    private static FailureReason ofTheRest(AuthenticationException exception) {
        if (exception instanceof CredentialsExpiredException) {
            return FailureReason.CREDENTIALS_EXPIRED;
        }
        if (exception instanceof AuthenticationServiceException) {
            return FailureReason.SERVICE_UNAVAILABLE;
        }
        return exception instanceof ProviderNotFoundException ? FailureReason.UNSUPPORTED : FailureReason.OTHER;
    }

    /** Returns whether the failure may be a guess; only guesses lead to a lock. */
    static boolean isGuess(FailureReason reason) {
        return reason == FailureReason.BAD_CREDENTIALS || reason == FailureReason.UNKNOWN_USER;
    }
}
