package io.opsmon.loginlog.internal.shiro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opsmon.http.CurrentHttpExchange;
import io.opsmon.loginlog.FailureReason;
import io.opsmon.loginlog.LoginEvent;
import io.opsmon.loginlog.LoginLogEntry;
import io.opsmon.loginlog.RecordedLogins;
import java.nio.file.Path;
import org.apache.shiro.authc.AbstractAuthenticator;
import org.apache.shiro.authc.AuthenticationException;
import org.apache.shiro.authc.UsernamePasswordToken;
import org.apache.shiro.mgt.DefaultSecurityManager;
import org.apache.shiro.realm.SimpleAccountRealm;
import org.apache.shiro.subject.Subject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the listener with Shiro itself. */
class ShiroLoginsTest {

    @Test
    void recordsWhatShiroTells(@TempDir Path journal) {
        SimpleAccountRealm realm = new SimpleAccountRealm();
        realm.addAccount("alice", "secret");
        DefaultSecurityManager security = new DefaultSecurityManager(realm);
        try (RecordedLogins logins = new RecordedLogins(journal)) {
            ((AbstractAuthenticator) security.getAuthenticator())
                    .getAuthenticationListeners()
                    .add(new ShiroLogins(logins.recorder(), CurrentHttpExchange.NONE));
            Subject alice = new Subject.Builder(security).buildSubject();

            alice.login(new UsernamePasswordToken("alice", "secret"));
            alice.logout();
            refused(security, "alice", "wrong");
            refused(security, "nobody", "wrong");

            assertThat(logins.entries())
                    .extracting(LoginLogEntry::event, LoginLogEntry::username, LoginLogEntry::reason)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple(LoginEvent.LOGIN, "alice", null),
                            org.assertj.core.groups.Tuple.tuple(LoginEvent.LOGOUT, "alice", null),
                            org.assertj.core.groups.Tuple.tuple(
                                    LoginEvent.LOGIN, "alice", FailureReason.BAD_CREDENTIALS),
                            org.assertj.core.groups.Tuple.tuple(
                                    LoginEvent.LOGIN, "nobody", FailureReason.UNKNOWN_USER));
        } finally {
            security.destroy();
        }
    }

    private static void refused(DefaultSecurityManager security, String username, String password) {
        Subject somebody = new Subject.Builder(security).buildSubject();
        assertThatThrownBy(() -> somebody.login(new UsernamePasswordToken(username, password)))
                .isInstanceOf(AuthenticationException.class);
    }
}
