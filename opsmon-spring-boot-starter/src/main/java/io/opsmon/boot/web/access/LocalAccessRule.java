package io.opsmon.boot.web.access;

import io.opsmon.boot.web.ApiException;
import io.opsmon.boot.web.IncomingRequest;
import io.opsmon.internal.http.AddressRange;
import io.opsmon.internal.http.IpAddress;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Restricts {@code opsmon.web.access=permit-all} to this machine: requests must come from a loopback address and name a
 * loopback host, unless a setting lists others. The host name is checked because of DNS rebinding: a site whose DNS
 * answers with 127.0.0.1 has the same origin for the browser. Immutable and thread-safe.
 */
final class LocalAccessRule {

    private static final Pattern HOST = Pattern.compile("(\\[[^]]*]|[^:]*)(?::\\d*)?");

    /** Headers in which proxies report the addresses of their clients. */
    private static final List<String> ADDRESS_HEADERS =
            List.of("X-Forwarded-For", "X-Real-IP", "X-Client-IP", "True-Client-IP", "CF-Connecting-IP");

    private final Set<String> hosts;
    private final List<AddressRange> addresses;

    /**
     * Creates the rule.
     *
     * @param hosts further host names
     * @param addresses further addresses and CIDR ranges
     * @throws IllegalArgumentException if a range is malformed
     */
    LocalAccessRule(Collection<String> hosts, Collection<String> addresses) {
        this.hosts = hosts.stream().map(host -> host.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
        this.addresses = addresses.stream().map(AddressRange::parse).toList();
    }

    /** Throws 403 if the request comes from another address or names another host. */
    void check(IncomingRequest request) {
        for (String host : hostsOf(request)) {
            if (!isPermittedHost(host)) {
                throw refused(
                        "the host name \"" + cut(host) + "\"",
                        "Open the application as localhost, or add the name to opsmon.web.permit-all-hosts.");
            }
        }
        // A container may have read the remote address from a header; the local address is always that of the socket.
        boolean isLocalConnection = isLoopback(parse(request.localAddress()));
        for (@Nullable String address : addressesOf(request)) {
            @Nullable InetAddress parsed = parse(address);
            if (!(isListed(parsed) || (isLocalConnection && isLoopback(parsed)))) {
                throw refused(
                        "the address " + (address == null ? "unknown" : cut(address)),
                        "Add the address to opsmon.web.permit-all-addresses.");
            }
        }
    }

    private static ApiException refused(String found, String remedy) {
        return ApiException.refused(
                "Not local",
                "With opsmon.web.access=permit-all, only requests from this machine are answered; this request has "
                        + found + ". " + remedy + " Better: secure the application and remove opsmon.web.access.");
    }

    private static String cut(String text) {
        return text.length() <= 200 ? text : text.substring(0, 200) + "…";
    }

    private static Set<String> hostsOf(IncomingRequest request) {
        return Stream.concat(
                        request.sentHeaders("Host").stream().map(LocalAccessRule::withoutPort),
                        Stream.of(request.origin().host()))
                .collect(Collectors.toSet());
    }

    private static String withoutPort(String header) {
        Matcher matcher = HOST.matcher(header.strip());
        if (!matcher.matches()) {
            return header;
        }
        String host = matcher.group(1);
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private boolean isPermittedHost(String named) {
        String lower = named.toLowerCase(Locale.ROOT);
        String host = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
        if (host.equals("localhost") || host.endsWith(".localhost") || hosts.contains(host)) {
            return true;
        }
        return isLoopback(IpAddress.parse(host));
    }

    /**
     * Returns each known address of the request: of the connection, as the host sees it, and in the headers of proxies.
     */
    private static List<@Nullable String> addressesOf(IncomingRequest request) {
        List<@Nullable String> found = new ArrayList<>();
        found.add(request.connectionAddress());
        found.add(request.clientAddress());
        for (String header : ADDRESS_HEADERS) {
            for (String value : request.sentHeaders(header)) {
                for (String address : value.split(",", -1)) {
                    if (!address.isBlank()) {
                        found.add(address.strip());
                    }
                }
            }
        }
        request.sentHeaders("Forwarded").forEach(value -> forwarded(value, found));
        return found;
    }

    private static void forwarded(String header, List<@Nullable String> found) {
        for (String element : header.split(",", -1)) {
            if (element.isBlank()) {
                continue;
            }
            String address = "unknown";
            for (String parameter : element.split(";", -1)) {
                int equals = parameter.indexOf('=');
                if (equals > 0 && parameter.substring(0, equals).strip().equalsIgnoreCase("for")) {
                    address = parameter.substring(equals + 1).replace("\"", "").strip();
                }
            }
            found.add(address);
        }
    }

    private static boolean isLoopback(@Nullable InetAddress address) {
        return address != null && address.isLoopbackAddress();
    }

    private boolean isListed(@Nullable InetAddress address) {
        return address != null && addresses.stream().anyMatch(range -> range.contains(address));
    }

    private static @Nullable InetAddress parse(@Nullable String address) {
        return address == null ? null : IpAddress.parse(address);
    }
}
