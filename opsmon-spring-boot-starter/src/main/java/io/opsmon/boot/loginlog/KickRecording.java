package io.opsmon.boot.loginlog;

import io.opsmon.loginlog.Login;
import io.opsmon.loginlog.LoginClient;
import io.opsmon.loginlog.LoginEvent;
import io.opsmon.loginlog.LoginLogRecorder;
import io.opsmon.onlineuser.OnlineSession;
import io.opsmon.onlineuser.SessionKickedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;

/** Records terminated sessions in the login log, with the operator and the reason. */
final class KickRecording implements ApplicationListener<PayloadApplicationEvent<SessionKickedEvent>> {

    private final LoginLogRecorder recorder;

    KickRecording(LoginLogRecorder recorder) {
        this.recorder = recorder;
    }

    @Override
    public void onApplicationEvent(PayloadApplicationEvent<SessionKickedEvent> event) {
        SessionKickedEvent kicked = event.getPayload();
        OnlineSession session = kicked.session();
        recorder.record(Login.of(LoginEvent.KICK, session.username())
                .actor(kicked.actor())
                .message(kicked.reason())
                .sessionReference(session.ref())
                .client(new LoginClient(session.clientIp(), null, io.opsmon.client.ClientHints.NONE)));
    }
}
