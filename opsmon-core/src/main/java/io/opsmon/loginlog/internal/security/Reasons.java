package io.opsmon.loginlog.internal.security;

import io.opsmon.loginlog.FailureReason;
import io.opsmon.loginlog.LoginFailureReasonResolver;
import io.opsmon.loginlog.security.LoginLockedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.authentication.AccountExpiredException;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.CredentialsExpiredException;
import org.springframework.security.authentication.DisabledException;
import org.springframework.security.authentication.LockedException;
import org.springframework.security.authentication.ProviderNotFoundException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.userdetails.UsernameNotFoundException;

/** Determines the reason of a failure from the exception and its causes. Thread-safe if the resolvers are. */
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

    private static final Logger log = LoggerFactory.getLogger(Reasons.class);
    private static final int MOST_CAUSES = 10;

    private final List<LoginFailureReasonResolver> resolvers;

    Reasons(List<LoginFailureReasonResolver> resolvers) {
        this.resolvers = List.copyOf(resolvers);
    }

    /** Returns the reason; {@code typed} is the name that was typed, or null. */
    FailureReason of(AuthenticationException exception, @Nullable String typed) {
        List<Throwable> chain = chain(exception);
        for (Throwable failure : chain) {
            @Nullable FailureReason mapped = resolved(failure);
            if (mapped != null) {
                return mapped;
            }
        }
        FailureReason byType = ofType(exception);
        return byType == FailureReason.SERVICE_UNAVAILABLE || byType == FailureReason.OTHER
                ? ofCauses(chain, byType, typed)
                : byType;
    }

    private static List<Throwable> chain(Throwable failure) {
        List<Throwable> chain = new ArrayList<>(2);
        @Nullable Throwable next = failure;
        while (next != null && chain.size() < MOST_CAUSES) {
            chain.add(next);
            next = next.getCause() == next ? null : next.getCause();
        }
        return chain;
    }

    private @Nullable FailureReason resolved(Throwable failure) {
        for (LoginFailureReasonResolver resolver : resolvers) {
            try {
                @Nullable FailureReason reason = resolver.resolve(failure);
                if (reason != null) {
                    return reason;
                }
            } catch (RuntimeException failed) {
                log.warn("A reason of a failed sign-in is not resolved because \"{}\" failed", resolver, failed);
            }
        }
        return null;
    }

    private static FailureReason ofCauses(List<Throwable> chain, FailureReason byType, @Nullable String typed) {
        for (Throwable cause : chain.subList(1, chain.size())) {
            FailureReason ofCause =
                    cause instanceof AuthenticationException known ? ofType(known) : FailureReason.OTHER;
            if (ofCause != FailureReason.OTHER && ofCause != FailureReason.SERVICE_UNAVAILABLE) {
                return ofCause;
            }
        }
        if (chain.stream().anyMatch(ReasonHints::isOfInfrastructure)) {
            return FailureReason.SERVICE_UNAVAILABLE;
        }
        for (int i = chain.size() - 1; i >= 0; i--) {
            @Nullable FailureReason hint = ReasonHints.of(chain.get(i), typed);
            if (hint != null) {
                return hint;
            }
        }
        boolean host = chain.subList(1, chain.size()).stream().anyMatch(ReasonHints::isOfHost);
        return host ? FailureReason.OTHER : byType;
    }

    private static FailureReason ofType(AuthenticationException exception) {
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
