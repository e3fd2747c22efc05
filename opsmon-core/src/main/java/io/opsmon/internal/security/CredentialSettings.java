package io.opsmon.internal.security;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The places of tokens in requests.
 *
 * @param headers names of headers, in order of preference
 * @param prefixes texts before a token in a header or cookie, compared without regard to case
 * @param cookies names of cookies, in order of preference
 * @param maxIdle idle time after which the host refuses a token; null if it is not known
 * @since 0.1
 */
public record CredentialSettings(
        List<String> headers,
        List<String> prefixes,
        List<String> cookies,
        @Nullable Duration maxIdle) {

    /** Tokens in the {@code Authorization} header, as {@code Bearer} and with other schemes. */
    public static final CredentialSettings DEFAULT =
            new CredentialSettings(List.of("Authorization"), List.of("Bearer"), List.of(), null);

    /** Copies the lists. */
    public CredentialSettings {
        headers = List.copyOf(headers);
        prefixes = List.copyOf(prefixes);
        cookies = List.copyOf(cookies);
    }
}
