package io.opsmon.client;

import org.jspecify.annotations.Nullable;

/**
 * Describes clients: devices by user agents, and locations by addresses. The default implementation uses the
 * {@link UserAgentParser} and the {@link IpLocator} of the host; a host may provide a bean. Implementations are
 * thread-safe and never throw. Never called on the thread of a request.
 *
 * @since 0.1
 */
public interface ClientDescriber {

    /**
     * Describes the device of a user agent.
     *
     * @param userAgent the header; null if there is no header
     * @param hints the client hints of the browser
     * @return the device; {@link Device#UNKNOWN} if unknown
     */
    Device device(@Nullable String userAgent, ClientHints hints);

    /**
     * Locates an address.
     *
     * @param clientIp the address in standard notation; null if unknown
     * @return the location, or the name of a special range; null if unknown
     */
    @Nullable
    Location location(@Nullable String clientIp);
}
