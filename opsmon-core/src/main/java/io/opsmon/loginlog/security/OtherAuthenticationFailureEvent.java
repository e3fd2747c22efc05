package io.opsmon.loginlog.security;

import org.springframework.security.authentication.event.AbstractAuthenticationFailureEvent;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;

/**
 * A failure that Spring Security publishes no event of its own for: of OAuth 2 and SAML logins, for example.
 *
 * @since 0.1
 */
public final class OtherAuthenticationFailureEvent extends AbstractAuthenticationFailureEvent {

    /**
     * Makes an event; called by Spring Security.
     *
     * @param authentication what was tried
     * @param exception why it failed
     */
    public OtherAuthenticationFailureEvent(Authentication authentication, AuthenticationException exception) {
        super(authentication, exception);
    }
}
