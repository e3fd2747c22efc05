package io.opsmon.loginlog.internal.satoken;

import cn.dev33.satoken.listener.SaTokenListener;
import cn.dev33.satoken.stp.parameter.SaLoginParameter;
import io.opsmon.loginlog.Login;
import io.opsmon.loginlog.LoginEvent;
import io.opsmon.loginlog.LoginLogRecorder;
import io.opsmon.loginlog.LoginMethod;
import java.time.Duration;
import java.util.function.Predicate;

/**
 * Records the events of Sa-Token: logins, logouts, terminations, replacements, and accounts that are disabled and
 * enabled again. The user name is the login id. Sa-Token reports no failures, because the host checks passwords: the
 * host records failures with the {@link LoginLogRecorder}. Thread-safe.
 *
 * @since 0.1
 */
public final class SaTokenLogins implements SaTokenListener {

    private final LoginLogRecorder recorder;
    private final Predicate<String> isTerminated;

    /**
     * Creates the listener.
     *
     * @param recorder the recorder of login logs
     * @param isTerminated whether opsmon has terminated a token, and recorded the termination
     */
    public SaTokenLogins(LoginLogRecorder recorder, Predicate<String> isTerminated) {
        this.recorder = recorder;
        this.isTerminated = isTerminated;
    }

    @Override
    public void doLogin(String loginType, Object loginId, String tokenValue, SaLoginParameter parameter) {
        recorder.record(Login.success(String.valueOf(loginId))
                .method(LoginMethod.PASSWORD)
                .session(tokenValue)
                .extra("loginType", loginType)
                .extra("device", parameter.getDeviceType()));
    }

    @Override
    public void doLogout(String loginType, Object loginId, String tokenValue) {
        recorder.record(Login.of(LoginEvent.LOGOUT, String.valueOf(loginId))
                .session(tokenValue)
                .extra("loginType", loginType));
    }

    @Override
    public void doKickout(String loginType, Object loginId, String tokenValue) {
        if (isTerminated.test(tokenValue)) {
            return;
        }
        recorder.record(Login.of(LoginEvent.KICK, String.valueOf(loginId))
                .session(tokenValue)
                .extra("loginType", loginType));
    }

    @Override
    public void doReplaced(String loginType, Object loginId, String tokenValue) {
        recorder.record(Login.of(LoginEvent.KICK, String.valueOf(loginId))
                .session(tokenValue)
                .message("Replaced by another login")
                .extra("loginType", loginType));
    }

    @Override
    public void doDisable(String loginType, Object loginId, String service, int level, long disableTime) {
        recorder.record(Login.of(LoginEvent.LOCK, String.valueOf(loginId))
                .message(disableTime < 0 ? "Disabled" : "Disabled for " + Duration.ofSeconds(disableTime))
                .extra("loginType", loginType)
                .extra("service", service));
    }

    @Override
    public void doUntieDisable(String loginType, Object loginId, String service) {
        recorder.record(Login.of(LoginEvent.UNLOCK, String.valueOf(loginId))
                .extra("loginType", loginType)
                .extra("service", service));
    }

    @Override
    public void doOpenSafe(String loginType, String tokenValue, String service, long safeTime) {
        // A second check of a signed-in user.
    }

    @Override
    public void doCloseSafe(String loginType, String tokenValue, String service) {
        // The end of the second check.
    }

    @Override
    public void doCreateSession(String id) {
        // Reported with the login.
    }

    @Override
    public void doLogoutSession(String id) {
        // Reported with the logout.
    }

    @Override
    public void doRenewTimeout(String loginType, Object loginId, String tokenValue, long timeout) {
        // A use of the session, not a login.
    }
}
