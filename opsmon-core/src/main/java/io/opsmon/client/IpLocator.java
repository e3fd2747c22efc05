package io.opsmon.client;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * Determines the location of an IP address. Locators for data files of MaxMind and ip2region are built in; a host may
 * provide a bean. Implementations are thread-safe. Never called on the thread of a request.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface IpLocator {

    /**
     * Locates a public address.
     *
     * @param address the address
     * @return the location; null if unknown
     */
    @Nullable
    Location locate(InetAddress address);
}
