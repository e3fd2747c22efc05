package io.opsmon.loginlog;

import io.opsmon.client.ClientHints;
import io.opsmon.client.Device;
import io.opsmon.client.Location;
import io.opsmon.http.ClientRequest;
import org.jspecify.annotations.Nullable;

/**
 * From where somebody signs in.
 *
 * @param ip the client's address, or null
 * @param userAgent the user agent as it was sent, or null
 * @param hints what the browser told besides; kept until the device is known
 * @param device what user agent and hints name; {@link Device#UNKNOWN} until the entry is stored
 * @param location where the address is; null if that is not known, and until the entry is stored
 * @since 0.1
 */
public record LoginClient(
        @Nullable String ip,
        @Nullable String userAgent,
        ClientHints hints,
        Device device,
        @Nullable Location location) {

    /**
     * A client that has not been described yet.
     *
     * @param ip the client's address, or null
     * @param userAgent the user agent, or null
     * @param hints what the browser told besides
     */
    public LoginClient(@Nullable String ip, @Nullable String userAgent, ClientHints hints) {
        this(ip, userAgent, hints, Device.UNKNOWN, null);
    }

    /**
     * The client that sent a request.
     *
     * @param request the request
     * @return the client, not described yet
     */
    public static LoginClient of(ClientRequest request) {
        return new LoginClient(request.clientIp(), request.userAgent(), request.hints());
    }
}
