package io.opsmon.internal.client;

import java.net.Inet4Address;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** Names the ranges of addresses without a location (IANA Special-Purpose Address Registries, RFC 6890). Stateless. */
final class SpecialAddresses {

    private SpecialAddresses() {}

    /** Returns the name of the range; null for a public address. */
    static @Nullable String nameOf(InetAddress address) {
        if (address.isLoopbackAddress()) {
            return "loopback";
        }
        if (address.isAnyLocalAddress()) {
            return "unspecified";
        }
        if (address.isLinkLocalAddress()) {
            return "link-local";
        }
        if (address.isSiteLocalAddress()) {
            return "private";
        }
        if (address.isMulticastAddress()) {
            return "multicast";
        }
        byte[] bytes = address.getAddress();
        return address instanceof Inet4Address ? nameOfIpv4(bytes) : nameOfIpv6(bytes);
    }

    private static @Nullable String nameOfIpv4(byte[] b) {
        int first = b[0] & 0xFF;
        int second = b[1] & 0xFF;
        int third = b[2] & 0xFF;
        if (first == 100 && second >= 64 && second < 128) {
            return "carrier";
        }
        boolean documentation = (first == 192 && second == 0 && third == 2)
                || (first == 198 && second == 51 && third == 100)
                || (first == 203 && second == 0 && third == 113);
        if (documentation) {
            return "documentation";
        }
        boolean benchmarking = first == 198 && (second == 18 || second == 19);
        return first == 0 || first >= 240 || benchmarking ? "reserved" : null;
    }

    private static @Nullable String nameOfIpv6(byte[] b) {
        if ((b[0] & 0xFE) == 0xFC) {
            return "private";
        }
        if (b[0] == 0x20 && b[1] == 0x01 && b[2] == 0x0D && (b[3] & 0xFF) == 0xB8) {
            return "documentation";
        }
        // 2000::/3 is the only allocated range of public addresses.
        return (b[0] & 0xE0) == 0x20 ? null : "reserved";
    }
}
