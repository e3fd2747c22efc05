package io.opsmon.internal.http;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * A range of IP addresses in CIDR notation (RFC 4632), or a single address. Immutable and thread-safe.
 *
 * @since 0.1
 */
public final class AddressRange {

    private final byte[] network;
    private final int prefixLength;

    private AddressRange(byte[] network, int prefixLength) {
        this.network = network;
        this.prefixLength = prefixLength;
    }

    /**
     * Parses a range.
     *
     * @param text the range, for example {@code 10.0.0.0/8}, {@code fd00::/8} or {@code 192.0.2.7}
     * @return the range
     * @throws IllegalArgumentException if the text is not a range; the message contains the text
     */
    public static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        @Nullable InetAddress address = IpAddress.parse(slash < 0 ? text : text.substring(0, slash));
        if (address == null) {
            throw new IllegalArgumentException("\"" + text + "\" is neither an address nor a CIDR range");
        }
        int bits = address.getAddress().length * 8;
        int prefix = bits;
        if (slash >= 0) {
            try {
                prefix = Integer.parseInt(text.substring(slash + 1).strip());
            } catch (NumberFormatException malformed) {
                prefix = -1;
            }
        }
        if (prefix < 0 || prefix > bits) {
            throw new IllegalArgumentException("\"" + text + "\" must have a prefix length of 0 to " + bits);
        }
        return new AddressRange(address.getAddress(), prefix);
    }

    /**
     * Returns whether an address is in the range.
     *
     * @param address the address
     * @return true if the address is in the range; false if not, or if the address is of the other address family
     */
    public boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length != network.length) {
            return false;
        }
        int whole = prefixLength / 8;
        for (int i = 0; i < whole; i++) {
            if (bytes[i] != network[i]) {
                return false;
            }
        }
        int rest = prefixLength % 8;
        return rest == 0 || ((bytes[whole] ^ network[whole]) & (0xFF << (8 - rest)) & 0xFF) == 0;
    }
}
