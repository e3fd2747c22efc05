package io.opsmon.loginlog.satoken;

import cn.dev33.satoken.listener.SaTokenListener;
import cn.dev33.satoken.stp.parameter.SaLoginParameter;
import io.opsmon.loginlog.Login;
import io.opsmon.loginlog.LoginEvent;
import io.opsmon.loginlog.LoginLogRecorder;
import io.opsmon.loginlog.LoginMethod;
import java.time.Duration;

/**
 * Records what Sa-Token tells: logins, logouts, kicks, replacements, and accounts that are disabled and enabled again.
 * The user name is the login id. Sa-Token knows nothing of failures, since it is the host that checks passwords: tell
 * those to the {@link LoginLogRecorder}. Thread-safe.
 *
 * @since 0.1
 */
public final class SaTokenLogins implements SaTokenListener {

    private final LoginLogRecorder recorder;

    /**
     * Makes the listener.
     *
     * @param recorder records
     */
    public SaTokenLogins(LoginLogRecorder recorder) {
        this.recorder = recorder;
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
        // A second check of somebody who is signed in.
    }

    @Override
    public void doCloseSafe(String loginType, String tokenValue, String service) {
        // See above.
    }

    @Override
    public void doCreateSession(String id) {
        // Comes with the login.
    }

    @Override
    public void doLogoutSession(String id) {
        // Comes with the logout.
    }

    @Override
    public void doRenewTimeout(String loginType, Object loginId, String tokenValue, long timeout) {
        // Somebody is here, which is no login.
    }
}
