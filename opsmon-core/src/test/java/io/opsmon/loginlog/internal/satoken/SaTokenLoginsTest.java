package io.opsmon.loginlog.internal.satoken;

import static org.assertj.core.api.Assertions.assertThat;

import cn.dev33.satoken.context.mock.SaTokenContextMockUtil;
import cn.dev33.satoken.listener.SaTokenEventCenter;
import cn.dev33.satoken.stp.StpUtil;
import io.opsmon.log.Outcome;
import io.opsmon.loginlog.LoginEvent;
import io.opsmon.loginlog.LoginLogEntry;
import io.opsmon.loginlog.RecordedLogins;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the listener with Sa-Token itself. */
class SaTokenLoginsTest {

    @Test
    void recordsTheEventsOfSaToken(@TempDir Path journal) {
        Set<String> terminated = new HashSet<>();
        try (RecordedLogins logins = new RecordedLogins(journal)) {
            SaTokenLogins listener = new SaTokenLogins(logins.recorder(), terminated::contains);
            SaTokenEventCenter.registerListener(listener);
            try {
                SaTokenContextMockUtil.setMockContext(() -> {
                    StpUtil.login(10_001, "PC");
                    String token = StpUtil.getTokenValue();
                    StpUtil.kickoutByTokenValue(token);
                    StpUtil.login("bob");
                    StpUtil.logout("bob");
                    StpUtil.login("carol");
                    terminated.add(StpUtil.getTokenValue());
                    StpUtil.kickoutByTokenValue(StpUtil.getTokenValue());
                    StpUtil.disable("mallory", 60);
                    StpUtil.untieDisable("mallory");
                    assertThat(logins.entries().get(0).sessionReference())
                            .isEqualTo(RecordedLogins.REFERENCES.of(token));
                });
            } finally {
                SaTokenEventCenter.removeListener(listener);
            }

            assertThat(logins.entries())
                    .extracting(LoginLogEntry::event)
                    .containsExactly(
                            LoginEvent.LOGIN,
                            LoginEvent.KICK,
                            LoginEvent.LOGIN,
                            LoginEvent.LOGOUT,
                            LoginEvent.LOGIN,
                            LoginEvent.LOCK,
                            LoginEvent.UNLOCK);
            LoginLogEntry login = logins.entries().get(0);
            assertThat(login.username()).isEqualTo("10001");
            assertThat(login.outcome()).isEqualTo(Outcome.SUCCESS);
            assertThat(login.extra()).containsEntry("device", "PC");
            assertThat(logins.entries().get(5).message()).isEqualTo("Disabled for PT1M");
        }
    }
}
