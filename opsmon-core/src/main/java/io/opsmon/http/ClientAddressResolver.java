package io.opsmon.http;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds a client's address behind proxies. A header counts only if the connection comes from a trusted proxy, and in it
 * only what trusted proxies have written: the list is read from its end, over trusted addresses, to the first that is
 * not. Immutable.
 *
 * @since 0.1
 */
public final class ClientAddressResolver {

    private final List<AddressRange> trusted;
    private final ClientAddressHeader header;
    private final ClientAddressPrecision precision;

    /**
     * Makes a resolver.
     *
     * @param trustedProxies addresses and CIDR ranges; none means that no header is ever read
     * @param header the header the proxies write
     * @throws IllegalArgumentException if a range is malformed; the message names it
     */
    public ClientAddressResolver(Collection<String> trustedProxies, ClientAddressHeader header) {
        this(trustedProxies, header, ClientAddressPrecision.FULL);
    }

    /**
     * Makes a resolver that keeps less of an address.
     *
     * @param trustedProxies addresses and CIDR ranges; none means that no header is ever read
     * @param header the header the proxies write
     * @param precision how much of the client's address is kept
     * @throws IllegalArgumentException if a range is malformed; the message names it
     */
    public ClientAddressResolver(
            Collection<String> trustedProxies, ClientAddressHeader header, ClientAddressPrecision precision) {
        this.trusted = trustedProxies.stream().map(AddressRange::parse).toList();
        this.header = header;
        this.precision = precision;
    }

    /**
     * Finds the address.
     *
     * @param remoteAddress the address the connection comes from
     * @param headers gives all values of a header, in order
     * @return the client's address in its usual notation; the remote address as it is if it is none; null if none is
     *     kept
     */
    public @Nullable String resolve(@Nullable String remoteAddress, Function<String, List<String>> headers) {
        return precision == ClientAddressPrecision.NONE ? null : resolve(remoteAddress, headers, precision);
    }

    /**
     * Finds the whole address, whatever precision is kept: to count by, never to store.
     *
     * @param remoteAddress the address the connection comes from
     * @param headers gives all values of a header, in order
     * @return the client's address in its usual notation; the remote address as it is if it is none; null if there is
     *     none
     */
    public @Nullable String resolveWhole(@Nullable String remoteAddress, Function<String, List<String>> headers) {
        return resolve(remoteAddress, headers, ClientAddressPrecision.FULL);
    }

    private @Nullable String resolve(
            @Nullable String remoteAddress, Function<String, List<String>> headers, ClientAddressPrecision kept) {
        @Nullable InetAddress remote = remoteAddress == null ? null : IpAddress.parse(remoteAddress);
        if (remote == null) {
            return remoteAddress;
        }
        InetAddress client = remote;
        if (isTrusted(remote)) {
            List<String> path = path(headers);
            for (int i = path.size() - 1; i >= 0 && isTrusted(client); i--) {
                @Nullable InetAddress before = IpAddress.parse(path.get(i));
                if (before == null) {
                    // "unknown", an obfuscated name or rubbish: nothing before it can be believed.
                    break;
                }
                client = before;
            }
        }
        return IpAddress.format(kept == ClientAddressPrecision.NETWORK ? IpAddress.network(client) : client);
    }

    private boolean isTrusted(InetAddress address) {
        for (AddressRange range : trusted) {
            if (range.contains(address)) {
                return true;
            }
        }
        return false;
    }

    private List<String> path(Function<String, List<String>> headers) {
        return switch (header) {
            case X_FORWARDED_FOR -> split(headers.apply("X-Forwarded-For"));
            case X_REAL_IP -> headers.apply("X-Real-IP");
            case FORWARDED -> forwarded(split(headers.apply("Forwarded")));
        };
    }

    private static List<String> split(List<String> values) {
        List<String> parts = new ArrayList<>();
        for (String value : values) {
            // Empty elements of a list mean nothing (RFC 9110, section 5.6.1).
            Stream.of(value.split(",", -1)).filter(part -> !part.isBlank()).forEach(parts::add);
        }
        return parts;
    }

    /** The {@code for} parameter of each element; an element without one is unknown. */
    private static List<String> forwarded(List<String> elements) {
        List<String> addresses = new ArrayList<>();
        for (String element : elements) {
            String address = "unknown";
            for (String parameter : element.split(";", -1)) {
                int equals = parameter.indexOf('=');
                if (equals > 0 && parameter.substring(0, equals).strip().equalsIgnoreCase("for")) {
                    String value = parameter.substring(equals + 1).strip();
                    boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
                    address = quoted ? value.substring(1, value.length() - 1) : value;
                }
            }
            addresses.add(address);
        }
        return addresses;
    }
}
