package io.opsmon.boot.http;

import io.opsmon.internal.security.CredentialSettings;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Tokens that clients send with every request.
 *
 * @param headers Names of the headers in which the application accepts tokens, in order of preference.
 * @param prefixes Texts before a token, besides the schemes of the Authorization header. Compared without regard to
 *     case.
 * @param cookies Names of the cookies in which the application accepts tokens, in order of preference. None by default.
 * @param maxIdle Idle time after which the application refuses a token. Unknown by default: a token without expiry is
 *     listed for 30 days after its last use.
 * @since 0.1
 */
@ConfigurationProperties("opsmon.tokens")
public record TokenProperties(
        @DefaultValue("Authorization") List<String> headers,
        @DefaultValue("Bearer") List<String> prefixes,
        @DefaultValue List<String> cookies,
        @Nullable Duration maxIdle) {

    CredentialSettings toSettings() {
        return new CredentialSettings(headers, prefixes, cookies, maxIdle);
    }
}
