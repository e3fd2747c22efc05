package io.opsmon.loginlog.security;

import org.springframework.security.authentication.event.AbstractAuthenticationFailureEvent;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;

/**
 * Reports a failure that has no event type in Spring Security, for example of OAuth 2 and SAML logins.
 *
 * @since 0.1
 */
public final class OtherAuthenticationFailureEvent extends AbstractAuthenticationFailureEvent {

    /**
     * Creates an event; called by Spring Security.
     *
     * @param authentication the attempted authentication
     * @param exception the reason of the failure
     */
    public OtherAuthenticationFailureEvent(Authentication authentication, AuthenticationException exception) {
        super(authentication, exception);
    }
}
