package io.opsmon.internal.http;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Parses and formats IP addresses in the notations of proxies. Accepts literals only, so that no name is resolved.
 * Stateless.
 *
 * @since 0.1
 */
public final class IpAddress {

    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:]{2,39}(?:\\d{1,3}(?:\\.\\d{1,3}){3})?");

    private IpAddress() {}

    /**
     * Parses an address with or without port, an IPv6 address with or without brackets.
     *
     * @param text the text
     * @return the address; null if the text is not an address
     */
    public static @Nullable InetAddress parse(String text) {
        String address = withoutPort(text.strip());
        try {
            if (address.indexOf(':') < 0) {
                return version4(address);
            }
            // Java parses a text with a colon as a literal or rejects it, without a name resolution.
            return IPV6.matcher(address).matches() ? InetAddress.getByName(address) : null;
        } catch (UnknownHostException malformed) {
            return null;
        }
    }

    /**
     * Parses four decimal numbers up to 255 without leading zeros, which some programs read as octal. Java would treat
     * other texts as a host name.
     */
    private static @Nullable InetAddress version4(String text) throws UnknownHostException {
        long value = version4Value(text);
        return value < 0
                ? null
                : InetAddress.getByAddress(
                        new byte[] {(byte) (value >> 24), (byte) (value >> 16), (byte) (value >> 8), (byte) value});
    }

    /** Returns the 32 bits of an IPv4 address; -1 if the text is not one. */
    private static long version4Value(String text) {
        long value = 0;
        int at = 0;
        for (int i = 0; i < 4; i++) {
            if (i > 0 && (at == text.length() || text.charAt(at++) != '.')) {
                return -1;
            }
            int begin = at;
            int number = 0;
            while (at < text.length() && at < begin + 3 && isDigit(text.charAt(at))) {
                number = number * 10 + text.charAt(at++) - '0';
            }
            if (at == begin || number > 255 || (at > begin + 1 && text.charAt(begin) == '0')) {
                return -1;
            }
            value = value << 8 | number;
        }
        return at == text.length() ? value : -1;
    }

    private static boolean isDigit(char character) {
        return character >= '0' && character <= '9';
    }

    private static String withoutPort(String text) {
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            return end < 0 ? "" : text.substring(1, end);
        }
        int zone = text.indexOf('%');
        String address = zone < 0 ? text : text.substring(0, zone);
        int colon = address.indexOf(':');
        boolean hasPort = colon >= 0 && colon == address.lastIndexOf(':') && address.indexOf('.') >= 0;
        return hasPort ? address.substring(0, colon) : address;
    }

    /**
     * Formats an address in its canonical notation: IPv6 as in RFC 5952, in lower case, without leading zeros and
     * scope, the longest run of zero groups shortened to {@code ::}.
     *
     * @param address the address
     * @return the text, for example {@code 192.0.2.1} or {@code 2001:db8::1}
     */
    public static String format(InetAddress address) {
        return address instanceof Inet6Address ? version6(address.getAddress()) : address.getHostAddress();
    }

    /**
     * Returns the canonical notation of an address that a person has typed.
     *
     * @param text the text
     * @return the notation of {@link #format}; the text itself if it is not an address
     */
    public static String canonical(String text) {
        if (version4Value(text) >= 0) {
            return text;
        }
        @Nullable InetAddress address = parse(text);
        return address == null ? text : format(address);
    }

    private static String version6(byte[] bytes) {
        int[] groups = new int[8];
        for (int i = 0; i < groups.length; i++) {
            groups[i] = (bytes[2 * i] & 0xFF) << 8 | (bytes[2 * i + 1] & 0xFF);
        }
        int longest = 0;
        int length = 1; // A single group of zeros is not shortened.
        for (int i = 0; i < groups.length; i++) {
            int end = i;
            while (end < groups.length && groups[end] == 0) {
                end++;
            }
            if (end - i > length) {
                longest = i;
                length = end - i;
            }
            i = end;
        }
        StringBuilder text = new StringBuilder(39);
        for (int i = 0; i < groups.length; i++) {
            if (length > 1 && i == longest) {
                text.append("::");
                i += length - 1;
                continue;
            }
            if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                text.append(':');
            }
            text.append(Integer.toHexString(groups[i]));
        }
        return text.toString();
    }

    /** Returns the address with a zero host part: the last 8 bits of IPv4, the last 80 bits of IPv6. */
    static InetAddress network(InetAddress address) {
        return network(address, address instanceof Inet6Address ? 6 : 3);
    }

    /**
     * Sets all but the first bytes of an address to zero.
     *
     * @param address the address
     * @param kept the number of bytes that are kept
     * @return the network of the address
     */
    public static InetAddress network(InetAddress address, int kept) {
        byte[] bytes = address.getAddress();
        Arrays.fill(bytes, kept, bytes.length, (byte) 0);
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
