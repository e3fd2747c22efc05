package io.opsmon.loginlog.internal.shiro;

import io.opsmon.http.CurrentHttpExchange;
import io.opsmon.http.HttpExchange;
import io.opsmon.internal.security.UserName;
import io.opsmon.loginlog.FailureReason;
import io.opsmon.loginlog.Login;
import io.opsmon.loginlog.LoginEvent;
import io.opsmon.loginlog.LoginLogRecorder;
import io.opsmon.loginlog.LoginMethod;
import org.apache.shiro.authc.AuthenticationException;
import org.apache.shiro.authc.AuthenticationInfo;
import org.apache.shiro.authc.AuthenticationListener;
import org.apache.shiro.authc.AuthenticationToken;
import org.apache.shiro.authc.BearerToken;
import org.apache.shiro.authc.ConcurrentAccessException;
import org.apache.shiro.authc.DisabledAccountException;
import org.apache.shiro.authc.ExcessiveAttemptsException;
import org.apache.shiro.authc.ExpiredCredentialsException;
import org.apache.shiro.authc.IncorrectCredentialsException;
import org.apache.shiro.authc.LockedAccountException;
import org.apache.shiro.authc.UnknownAccountException;
import org.apache.shiro.authc.pam.UnsupportedTokenException;
import org.apache.shiro.subject.PrincipalCollection;
import org.jspecify.annotations.Nullable;

/**
 * Records the events of Shiro's authenticator: logins, failures with their reasons, logouts. Shiro calls such a
 * listener if its authenticator is an {@code AbstractAuthenticator}, which is the default. Thread-safe.
 *
 * @since 0.1
 */
public final class ShiroLogins implements AuthenticationListener {

    private final LoginLogRecorder recorder;
    private final CurrentHttpExchange exchanges;

    /**
     * Creates the listener.
     *
     * @param recorder the recorder of login logs
     * @param exchanges provides the current request
     */
    public ShiroLogins(LoginLogRecorder recorder, CurrentHttpExchange exchanges) {
        this.recorder = recorder;
        this.exchanges = exchanges;
    }

    @Override
    public void onSuccess(AuthenticationToken token, AuthenticationInfo info) {
        @Nullable PrincipalCollection principals = info.getPrincipals();
        Object name = principals == null ? token.getPrincipal() : principals.getPrimaryPrincipal();
        Login login = Login.success(UserName.of(name)).method(method(token));
        @Nullable HttpExchange exchange = exchanges.get();
        if (exchange == null) {
            recorder.record(login);
        } else {
            // Shiro creates the session of the user after it has called its listeners.
            exchange.whenServed(() -> recorder.record(login));
        }
    }

    @Override
    public void onFailure(AuthenticationToken token, AuthenticationException failure) {
        @Nullable
        String name =
                token instanceof BearerToken || token.getPrincipal() == null ? null : UserName.of(token.getPrincipal());
        recorder.record(Login.failure(name, reason(token, failure))
                .method(method(token))
                .message(failure.getMessage()));
    }

    @Override
    public void onLogout(PrincipalCollection principals) {
        recorder.record(Login.of(LoginEvent.LOGOUT, UserName.of(principals.getPrimaryPrincipal())));
    }

    private static String method(AuthenticationToken token) {
        return token instanceof BearerToken ? LoginMethod.BEARER_TOKEN : LoginMethod.PASSWORD;
    }

    private static FailureReason reason(AuthenticationToken token, AuthenticationException failure) {
        if (failure instanceof UnknownAccountException) {
            return FailureReason.UNKNOWN_USER;
        }
        if (failure instanceof IncorrectCredentialsException) {
            return token instanceof BearerToken ? FailureReason.INVALID_TOKEN : FailureReason.BAD_CREDENTIALS;
        }
        if (failure instanceof LockedAccountException) {
            return FailureReason.ACCOUNT_LOCKED;
        }
        if (failure instanceof DisabledAccountException) {
            return FailureReason.ACCOUNT_DISABLED;
        }
        if (failure instanceof ExcessiveAttemptsException) {
            return FailureReason.TOO_MANY_ATTEMPTS;
        }
        return ofTheRest(failure);
    }

    private static FailureReason ofTheRest(AuthenticationException failure) {
        if (failure instanceof ExpiredCredentialsException) {
            return FailureReason.CREDENTIALS_EXPIRED;
        }
        if (failure instanceof ConcurrentAccessException) {
            return FailureReason.TOO_MANY_SESSIONS;
        }
        return failure instanceof UnsupportedTokenException ? FailureReason.UNSUPPORTED : FailureReason.OTHER;
    }
}
