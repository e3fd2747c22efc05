package io.opsmon.boot.loginlog;

import io.opsmon.client.ClientHints;
import io.opsmon.loginlog.Login;
import io.opsmon.loginlog.LoginClient;
import io.opsmon.loginlog.internal.security.SecurityEvents;
import io.opsmon.onlineuser.OnlineSession;
import io.opsmon.onlineuser.SessionKind;
import io.opsmon.onlineuser.SessionStartedEvent;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;

/** Records tokens that the store of online users has not known, as logins. */
final class TokenRecording implements ApplicationListener<PayloadApplicationEvent<SessionStartedEvent>> {

    private final Supplier<@Nullable SecurityEvents> logins;

    TokenRecording(Supplier<@Nullable SecurityEvents> logins) {
        this.logins = logins;
    }

    @Override
    public void onApplicationEvent(PayloadApplicationEvent<SessionStartedEvent> event) {
        OnlineSession session = event.getPayload().session();
        @Nullable SecurityEvents recording = session.kind() == SessionKind.TOKEN ? logins.get() : null;
        if (recording != null) {
            recording.started(
                    session.ref(),
                    Login.success(session.username())
                            .at(session.since())
                            .sessionReference(session.ref())
                            .client(new LoginClient(session.clientIp(), null, ClientHints.NONE)));
        }
    }
}
