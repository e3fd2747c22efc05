package io.opsmon.loginlog;

import io.opsmon.client.ClientHints;
import io.opsmon.client.Device;
import io.opsmon.client.Location;
import io.opsmon.http.HttpExchange;
import org.jspecify.annotations.Nullable;

/**
 * The client of a sign-in attempt.
 *
 * @param ip the client's address, or null
 * @param userAgent the user agent as it was sent, or null
 * @param hints the client hints of the browser; kept until the device is resolved
 * @param device the device named by user agent and hints; {@link Device#UNKNOWN} until the entry is stored
 * @param location the location of the address; null if it is not known, and until the entry is stored
 * @since 0.1
 */
public record LoginClient(
        @Nullable String ip,
        @Nullable String userAgent,
        ClientHints hints,
        Device device,
        @Nullable Location location) {

    /**
     * Creates a client without device and location.
     *
     * @param ip the client's address, or null
     * @param userAgent the user agent, or null
     * @param hints the client hints of the browser
     */
    public LoginClient(@Nullable String ip, @Nullable String userAgent, ClientHints hints) {
        this(ip, userAgent, hints, Device.UNKNOWN, null);
    }

    /**
     * Returns the client of a request.
     *
     * @param request the request
     * @return the client, without device and location
     */
    public static LoginClient of(HttpExchange request) {
        return new LoginClient(request.clientIp(), request.userAgent(), request.hints());
    }
}
