package io.opsmon.loginlog.internal.security;

import io.opsmon.http.HttpExchange;
import io.opsmon.internal.cache.BoundedCache;
import io.opsmon.internal.security.PrincipalName;
import io.opsmon.internal.security.TokenUse;
import io.opsmon.loginlog.FailureReason;
import io.opsmon.loginlog.Login;
import io.opsmon.loginlog.LoginClient;
import io.opsmon.loginlog.LoginLogRecorder;
import io.opsmon.loginlog.LoginMethod;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;

/**
 * Records each token as one login. The token of a recent sign-in belongs to that sign-in. Another token is a login of
 * its own, unless the store of online users has known the token before, for example before a restart. Thread-safe.
 *
 * @since 0.1
 */
public final class TokenLogins implements TokenUse {

    private static final int MOST_WAITING = 10_000;
    private static final Duration WAITING = Duration.ofMinutes(10);

    private final LoginLogRecorder recorder;
    private final RecentClients recentClients;

    /** Logins of tokens whose novelty the store decides, by reference. */
    private final BoundedCache<String, Login> waiting = BoundedCache.expiringAfterWrite(MOST_WAITING, WAITING);

    /**
     * Creates the recording.
     *
     * @param recorder the recorder of login logs
     * @param recentClients the clients seen recently
     */
    public TokenLogins(LoginLogRecorder recorder, RecentClients recentClients) {
        this.recorder = recorder;
        this.recentClients = recentClients;
    }

    /** Returns the text that identifies a user at a client. */
    static String client(String username, HttpExchange request) {
        return username + '\n' + request.wholeClientIp() + '\n' + request.userAgent();
    }

    /** Called for a token that this node has not seen before, before the token is written to the store. */
    void firstUse(Authentication authentication, String reference, @Nullable HttpExchange request) {
        if (recentClients.isKnown(reference)) {
            return;
        }
        String username = PrincipalName.required(authentication);
        if (request != null && recorder.join(client(username, request), reference)) {
            boolean unused = recentClients.isFirst(reference);
            return;
        }
        Login login = Login.success(username).method(LoginMethod.BEARER_TOKEN).sessionReference(reference);
        waiting.put(reference, recorder.prepared(request == null ? login : login.client(LoginClient.of(request))));
    }

    @Override
    public void accepted(
            Authentication authentication, String reference, boolean first, @Nullable HttpExchange request) {
        if (first) {
            firstUse(authentication, reference, request);
        }
    }

    /** Records a request with a terminated token, once until the client has been idle for a while. */
    @Override
    public void refused(String reference, HttpExchange request) {
        if (recentClients.isFirst("refused\n" + reference)) {
            recorder.record(Login.failure(null, FailureReason.KICKED)
                    .method(LoginMethod.BEARER_TOKEN)
                    .sessionReference(reference)
                    .client(LoginClient.of(request))
                    .message("The token was terminated"));
        }
    }

    /**
     * Records a token that was not in the store of online users.
     *
     * @param reference the reference of the token
     * @param otherwise the login, for a token of which this class has not seen the first use
     */
    public void started(String reference, Login otherwise) {
        if (recentClients.isFirst(reference)) {
            @Nullable Login login = waiting.remove(reference);
            recorder.record(login == null ? otherwise.method(LoginMethod.BEARER_TOKEN) : login);
        }
    }
}
