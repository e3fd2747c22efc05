package io.opsmon.boot.loginlog;

import io.opsmon.client.ClientHints;
import io.opsmon.loginlog.Login;
import io.opsmon.loginlog.LoginClient;
import io.opsmon.onlineuser.OnlineSession;
import io.opsmon.onlineuser.SessionKind;
import io.opsmon.onlineuser.SessionStartedEvent;
import java.util.function.BiConsumer;
import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;

/** Records tokens that the store of online users has not known, as logins. */
final class TokenRecording implements ApplicationListener<PayloadApplicationEvent<SessionStartedEvent>> {

    private final BiConsumer<String, Login> logins;

    /** Creates the recording, which passes the reference of each token and a login of the token. */
    TokenRecording(BiConsumer<String, Login> logins) {
        this.logins = logins;
    }

    @Override
    public void onApplicationEvent(PayloadApplicationEvent<SessionStartedEvent> event) {
        OnlineSession session = event.getPayload().session();
        if (session.kind() == SessionKind.TOKEN) {
            logins.accept(
                    session.ref(),
                    Login.success(session.username())
                            .at(session.since())
                            .sessionReference(session.ref())
                            .client(new LoginClient(session.clientIp(), null, ClientHints.NONE)));
        }
    }
}
