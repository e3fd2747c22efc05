package io.opsmon.client;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * Finds out where an address is. A host may provide a bean; opsmon has one for data files of MaxMind and one for those
 * of ip2region. Thread-safe; never asked on the thread of a request.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface IpLocator {

    /**
     * Locates an address that is on the public internet.
     *
     * @param address the address
     * @return where it is; null if that is not known
     */
    @Nullable
    Location locate(InetAddress address);
}
