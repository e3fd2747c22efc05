package io.opsmon.boot.web;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A web origin (RFC 6454).
 *
 * @param scheme {@code http} or {@code https}
 * @param host the host in lower case, an IPv6 address without brackets
 * @param port the port, including the default port of the scheme
 * @since 0.1
 */
public record Origin(String scheme, String host, int port) {

    private static final Pattern URL = Pattern.compile(
            "(https?)://(?:\\[([0-9a-f:.]+)]|([^\\s/?#:@\\[\\]\\\\]+))(?::(\\d{1,5}))?([/?#].*)?",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    /** Converts scheme and host to lower case, and removes the brackets of an IPv6 address. */
    public Origin {
        scheme = scheme.toLowerCase(Locale.ROOT);
        host = host.toLowerCase(Locale.ROOT);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
    }

    /**
     * Parses the value of an {@code Origin} header.
     *
     * @param header the value
     * @return the origin; null if the value is {@code null} or malformed
     */
    public static @Nullable Origin parse(String header) {
        Matcher matcher = URL.matcher(header);
        return matcher.matches() && matcher.group(5) == null ? of(matcher) : null;
    }

    /**
     * Returns the origin of a URL, for example of a {@code Referer} header.
     *
     * @param url the URL
     * @return the origin; null if the URL is relative or malformed
     */
    public static @Nullable Origin ofUrl(String url) {
        Matcher matcher = URL.matcher(url);
        return matcher.matches() ? of(matcher) : null;
    }

    private static Origin of(Matcher matcher) {
        String scheme = matcher.group(1);
        String host = matcher.group(2) == null ? matcher.group(3) : matcher.group(2);
        String port = matcher.group(4);
        return new Origin(scheme, host, port == null ? defaultPort(scheme) : Integer.parseInt(port));
    }

    private static int defaultPort(String scheme) {
        return scheme.equalsIgnoreCase("https") ? 443 : 80;
    }

    private boolean hasDefaultPort() {
        return port == defaultPort(scheme);
    }

    /**
     * Returns whether a page of this origin belongs to a request. A page of {@code https} belongs to a request of
     * {@code http} to the same host: a proxy has ended TLS without a forwarded header. The reverse does not hold,
     * because any attacker on the network could have written a page of {@code http}.
     *
     * @param request the origin of the request
     * @return true if the page belongs to the request
     */
    public boolean isOf(Origin request) {
        boolean isSamePort = port == request.port || (hasDefaultPort() && request.hasDefaultPort());
        boolean isSchemeKept = scheme.equals(request.scheme) || scheme.equals("https");
        return host.equals(request.host) && isSamePort && isSchemeKept;
    }
}
