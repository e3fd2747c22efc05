package io.opsmon.loginlog.internal.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.opsmon.http.HttpExchange;
import io.opsmon.internal.security.PrincipalName;
import io.opsmon.loginlog.FailureReason;
import io.opsmon.loginlog.Login;
import io.opsmon.loginlog.LoginLogRecorder;
import io.opsmon.loginlog.LoginMethod;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;

/**
 * Records each token as one login. The token of a recent sign-in belongs to that sign-in. Another token is a login of
 * its own, unless the store of online users has known the token before, for example before a restart. Thread-safe.
 */
final class TokenLogins {

    private static final int MOST_WAITING = 10_000;
    private static final Duration WAITING = Duration.ofMinutes(10);

    private final LoginLogRecorder recorder;
    private final RecentClients recentClients;

    /** Logins of tokens whose novelty the store decides, by reference. */
    private final Cache<String, Login> waiting = Caffeine.newBuilder()
            .maximumSize(MOST_WAITING)
            .expireAfterWrite(WAITING)
            .build();

    TokenLogins(LoginLogRecorder recorder, RecentClients recentClients) {
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
        waiting.put(
                reference,
                recorder.prepared(
                        Login.success(username).method(LoginMethod.BEARER_TOKEN).sessionReference(reference)));
    }

    /** Called for a token that was not in the store. */
    void started(String reference, Login otherwise) {
        if (recentClients.isFirst(reference)) {
            @Nullable Login login = waiting.asMap().remove(reference);
            recorder.record(login == null ? otherwise.method(LoginMethod.BEARER_TOKEN) : login);
        }
    }

    /** Records a request with a terminated token, once until the client has been idle for a while. */
    void refused(String reference) {
        if (recentClients.isFirst("refused\n" + reference)) {
            recorder.record(Login.failure(null, FailureReason.KICKED)
                    .method(LoginMethod.BEARER_TOKEN)
                    .sessionReference(reference)
                    .message("The token was terminated"));
        }
    }
}
