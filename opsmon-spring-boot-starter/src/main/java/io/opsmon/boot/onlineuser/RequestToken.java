package io.opsmon.boot.onlineuser;

import io.opsmon.http.Credential;
import io.opsmon.http.HttpExchange;
import io.opsmon.internal.security.Credentials;
import io.opsmon.internal.security.Credentials.Carried;
import io.opsmon.onlineuser.internal.console.HostCredential;
import io.opsmon.onlineuser.internal.console.HostCredential.Place;
import io.opsmon.onlineuser.internal.security.TokenSessions;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the token that authenticated a request. Thread-safe. */
final class RequestToken {

    private final Credentials credentials;
    private final TokenSessions tokens;

    /**
     * A token of a request.
     *
     * @param credential the place and the value
     * @param reference the reference in the list of online users
     * @param expiresAt the expiry; null if unknown
     */
    record Found(
            HostCredential credential,
            String reference,
            @Nullable Instant expiresAt) {}

    RequestToken(Credentials credentials, TokenSessions tokens) {
        this.credentials = credentials;
        this.tokens = tokens;
    }

    /**
     * Returns the token with which the host has accepted the request; null if the user comes from something else, or if
     * the token is too long.
     */
    @Nullable
    Found find(HttpExchange request) {
        @Nullable String own = tokens.own(request);
        List<Carried> carried = credentials.of(request);
        if (own == null || carried.isEmpty()) {
            return null;
        }
        Carried chosen = carried.stream()
                .filter(each -> each.reference().equals(own))
                .findFirst()
                .orElse(carried.get(0));
        Credential credential = chosen.credential();
        if (credential.value().length() > HostCredential.MAX_LENGTH) {
            return null;
        }
        Place place = credential.place() == Credential.Place.HEADER ? Place.HEADER : Place.COOKIE;
        return new Found(
                new HostCredential(place, credential.name(), credential.value()),
                own,
                chosen.token().expiresAt());
    }
}
