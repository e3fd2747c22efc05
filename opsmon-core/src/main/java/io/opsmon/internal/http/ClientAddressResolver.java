package io.opsmon.internal.http;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Resolves a client's address behind proxies. The header is read only if the connection comes from a trusted proxy.
 * Only the values of trusted proxies count: the list is read from its end to the first address that is not trusted.
 * Immutable.
 *
 * @since 0.1
 */
public final class ClientAddressResolver {

    private final List<AddressRange> trusted;
    private final ClientAddressHeader header;
    private final ClientAddressPrecision precision;

    /**
     * Creates a resolver for whole addresses.
     *
     * @param trustedProxies addresses and CIDR ranges; if empty, the header is never read
     * @param header the header set by the proxies
     * @throws IllegalArgumentException if a range is malformed; the message contains the range
     */
    public ClientAddressResolver(Collection<String> trustedProxies, ClientAddressHeader header) {
        this(trustedProxies, header, ClientAddressPrecision.FULL);
    }

    /**
     * Creates a resolver.
     *
     * @param trustedProxies addresses and CIDR ranges; if empty, the header is never read
     * @param header the header set by the proxies
     * @param precision the part of the client's address that is stored
     * @throws IllegalArgumentException if a range is malformed; the message contains the range
     */
    public ClientAddressResolver(
            Collection<String> trustedProxies, ClientAddressHeader header, ClientAddressPrecision precision) {
        this.trusted = trustedProxies.stream().map(AddressRange::parse).toList();
        this.header = header;
        this.precision = precision;
    }

    /**
     * Resolves the address with the precision of this resolver.
     *
     * @param remoteAddress the remote address of the connection
     * @param headers returns all values of a header, in order
     * @return the client's address in standard notation; the remote address unchanged if it is not an IP address; null
     *     if no address is stored
     */
    public @Nullable String resolve(@Nullable String remoteAddress, Function<String, List<String>> headers) {
        return precision == ClientAddressPrecision.NONE ? null : resolve(remoteAddress, headers, precision);
    }

    /**
     * Resolves the whole address regardless of the precision. The result is for counting and must not be stored.
     *
     * @param remoteAddress the remote address of the connection
     * @param headers returns all values of a header, in order
     * @return the client's address in standard notation; the remote address unchanged if it is not an IP address; null
     *     if there is no remote address
     */
    public @Nullable String resolveWhole(@Nullable String remoteAddress, Function<String, List<String>> headers) {
        return resolve(remoteAddress, headers, ClientAddressPrecision.FULL);
    }

    private @Nullable String resolve(
            @Nullable String remoteAddress, Function<String, List<String>> headers, ClientAddressPrecision kept) {
        if (trusted.isEmpty() && kept == ClientAddressPrecision.FULL && remoteAddress != null) {
            return IpAddress.canonical(remoteAddress);
        }
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
                    // "unknown", an obfuscated name or invalid text: earlier values cannot be trusted.
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
            case X_REAL_IP -> split(headers.apply("X-Real-IP"));
            case FORWARDED -> forwarded(split(headers.apply("Forwarded")));
        };
    }

    private static List<String> split(List<String> values) {
        List<String> parts = new ArrayList<>();
        for (String value : values) {
            // Empty list elements are ignored (RFC 9110, section 5.6.1).
            Stream.of(value.split(",", -1)).filter(part -> !part.isBlank()).forEach(parts::add);
        }
        return parts;
    }

    /** Returns the {@code for} parameter of each element, or "unknown" for an element without this parameter. */
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
