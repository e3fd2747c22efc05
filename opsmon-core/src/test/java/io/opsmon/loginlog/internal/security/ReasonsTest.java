package io.opsmon.loginlog.internal.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.opsmon.loginlog.FailureReason;
import io.opsmon.loginlog.LoginFailureReasonResolver;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.EmptyResultDataAccessException;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.InternalAuthenticationServiceException;
import org.springframework.security.authentication.LockedException;

class ReasonsTest {

    private static FailureReason wrapped(Throwable cause) {
        return wrapped(cause, List.of(), null);
    }

    private static FailureReason wrapped(
            Throwable cause, List<LoginFailureReasonResolver> resolvers, @Nullable String typed) {
        return new Reasons(resolvers)
                .of(new InternalAuthenticationServiceException(String.valueOf(cause.getMessage()), cause), typed);
    }

    private static class HostException extends RuntimeException {
        private static final long serialVersionUID = 1;

        HostException(@Nullable String message) {
            super(message);
        }
    }

    private static final class UserPasswordNotMatchException extends HostException {
        private static final long serialVersionUID = 1;

        UserPasswordNotMatchException() {
            super(null);
        }
    }

    private static final class UserPasswordRetryLimitExceedException extends HostException {
        private static final long serialVersionUID = 1;

        UserPasswordRetryLimitExceedException() {
            super(null);
        }
    }

    private static final class NoSuchAccountException extends HostException {
        private static final long serialVersionUID = 1;

        NoSuchAccountException() {
            super(null);
        }
    }

    @Test
    void readsTheNameOfTheHostsException() {
        assertThat(wrapped(new UserPasswordNotMatchException())).isEqualTo(FailureReason.BAD_CREDENTIALS);
        assertThat(wrapped(new UserPasswordRetryLimitExceedException())).isEqualTo(FailureReason.ACCOUNT_LOCKED);
        assertThat(wrapped(new NoSuchAccountException())).isEqualTo(FailureReason.UNKNOWN_USER);
        assertThat(wrapped(new IllegalStateException(new UserPasswordNotMatchException())))
                .isEqualTo(FailureReason.BAD_CREDENTIALS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "用户不存在/密码错误 | BAD_CREDENTIALS",
                "用户名或密码不正确 | BAD_CREDENTIALS",
                "Wrong username or password | BAD_CREDENTIALS",
                "The password does not match | BAD_CREDENTIALS",
                "user.password.not.match | BAD_CREDENTIALS",
                "密码错误，还剩2次机会 | BAD_CREDENTIALS",
                "登录用户：jane 不存在 | UNKNOWN_USER",
                "User jane does not exist | UNKNOWN_USER",
                "对不起，您的账号：jane 已停用 | ACCOUNT_DISABLED",
                "Your account is disabled | ACCOUNT_DISABLED",
                "密码输入错误5次，帐户锁定10分钟 | ACCOUNT_LOCKED",
                "Your password has expired | CREDENTIALS_EXPIRED",
                "E1001 | OTHER"
            })
    void readsTheMessageOfTheHostsException(String message, FailureReason reason) {
        assertThat(wrapped(new HostException(message))).isEqualTo(reason);
    }

    @Test
    void doesNotLetTheTypedNameDecide() {
        assertThat(wrapped(new HostException("用户 停用 不存在"), List.of(), "停用")).isEqualTo(FailureReason.UNKNOWN_USER);
    }

    @Test
    void takesADatabaseThatDoesNotAnswerForAnOutage() {
        assertThat(wrapped(new SQLException("Access denied for user (using password: invalid)")))
                .isEqualTo(FailureReason.SERVICE_UNAVAILABLE);
        assertThat(wrapped(new DataAccessResourceFailureException("bad password")))
                .isEqualTo(FailureReason.SERVICE_UNAVAILABLE);
        assertThat(wrapped(new EmptyResultDataAccessException(1))).isEqualTo(FailureReason.UNKNOWN_USER);
        assertThat(new Reasons(List.of()).of(new AuthenticationServiceException("the directory is down"), null))
                .isEqualTo(FailureReason.SERVICE_UNAVAILABLE);
    }

    @Test
    void readsTypesOfSpringSecurityAmongTheCauses() {
        assertThat(wrapped(new BadCredentialsException("no"))).isEqualTo(FailureReason.BAD_CREDENTIALS);
        assertThat(wrapped(new LockedException("no"))).isEqualTo(FailureReason.ACCOUNT_LOCKED);
    }

    @Test
    void asksTheHostFirstAndForEachCause() {
        LoginFailureReasonResolver broken = failure -> {
            throw new IllegalStateException("broken");
        };
        LoginFailureReasonResolver mapping =
                failure -> failure instanceof HostException ? FailureReason.ACCOUNT_EXPIRED : null;

        assertThat(wrapped(new HostException("密码错误"), List.of(broken, mapping), null))
                .isEqualTo(FailureReason.ACCOUNT_EXPIRED);
    }
}
