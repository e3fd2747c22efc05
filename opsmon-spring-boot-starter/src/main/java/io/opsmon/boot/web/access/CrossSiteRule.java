package io.opsmon.boot.web.access;

import io.opsmon.boot.web.ApiException;
import io.opsmon.boot.web.IncomingRequest;
import io.opsmon.boot.web.Origin;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Refuses requests that a page of another site makes a browser send. A browser reports the origin of a request by
 * {@code Sec-Fetch-Site}, an older browser by {@code Origin} or {@code Referer}. A client without these headers and
 * without cookies is a program with its own credentials.
 *
 * <pre>
 *  origin of the request                                read                              change
 *  own origin, or entered by the user                   yes                               yes
 *  an allowed origin                                    yes                               yes
 *  another origin, with a token as the only credential  yes                               yes
 *  another origin                                       a link that the user follows      no
 *  unknown                                              yes                               without cookies, or with a header or method that no form can send
 * </pre>
 *
 * <p>Immutable and thread-safe.
 */
final class CrossSiteRule {

    private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD", "OPTIONS", "TRACE");
    private static final Set<String> FORM_METHODS = Set.of("GET", "HEAD", "POST");
    private static final List<String> HEADERS_OF_SCRIPTS =
            List.of("X-Opsmon-Request", "X-Requested-With", "X-CSRF-TOKEN", "X-XSRF-TOKEN");

    /** Schemes whose credentials a browser adds automatically. */
    private static final Set<String> AMBIENT_SCHEMES = Set.of("basic", "digest", "negotiate", "ntlm", "kerberos");

    private final Set<Origin> allowed;
    private final boolean isOpen;
    private final List<String> tokenHeaders;

    /**
     * Creates the rule.
     *
     * @param allowedOrigins further origins whose pages may read and change
     * @param tokenHeaders headers with tokens, besides {@code Authorization}, that only a script can send
     * @param isOpen whether callers need no credentials, so that a token does not identify the caller
     */
    CrossSiteRule(Collection<Origin> allowedOrigins, List<String> tokenHeaders, boolean isOpen) {
        this.allowed = Set.copyOf(allowedOrigins);
        this.tokenHeaders = tokenHeaders.stream()
                .filter(header -> !header.equalsIgnoreCase("Authorization"))
                .toList();
        this.isOpen = isOpen;
    }

    private enum Sender {
        OWN,
        FOREIGN,
        UNKNOWN
    }

    static boolean isChange(IncomingRequest request) {
        return !SAFE_METHODS.contains(request.method());
    }

    /** Throws 403 if a page of another site may have caused the request. */
    void check(IncomingRequest request) {
        boolean isChange = isChange(request);
        boolean isPermitted = switch (sender(request, isChange)) {
            case OWN -> true;
            case FOREIGN -> isAllowed(request) || hasOnlyAToken(request) || (!isChange && isFollowedLink(request));
            case UNKNOWN -> !isChange || !hasCookies(request) || isOfNoForm(request);
        };
        if (!isPermitted) {
            throw ApiException.refused(
                    "Cross-site request",
                    "The request may come from a page of another site (" + said(request)
                            + "). Use the console, send the header X-Opsmon-Request from a program that sends cookies,"
                            + " or add the origin of the page to opsmon.web.allowed-origins.");
        }
    }

    private static Sender sender(IncomingRequest request, boolean isChange) {
        List<String> sites = request.sentHeaders("Sec-Fetch-Site");
        if (!sites.isEmpty()) {
            boolean isOwn = sites.size() == 1
                    && (sites.get(0).equals("same-origin") || sites.get(0).equals("none"));
            return isOwn ? Sender.OWN : Sender.FOREIGN;
        }
        List<String> origins = request.sentHeaders("Origin");
        if (!origins.isEmpty()) {
            return origins.size() == 1 && isOwn(Origin.parse(origins.get(0)), request) ? Sender.OWN : Sender.FOREIGN;
        }
        // Users may follow links of other sites, so the referrer does not matter for a request that only reads.
        List<String> referrers = isChange ? request.sentHeaders("Referer") : List.of();
        if (!referrers.isEmpty()) {
            return referrers.size() == 1 && isOwn(Origin.ofUrl(referrers.get(0)), request)
                    ? Sender.OWN
                    : Sender.FOREIGN;
        }
        return Sender.UNKNOWN;
    }

    private static boolean isOwn(@Nullable Origin page, IncomingRequest request) {
        return page != null && page.isOf(request.origin());
    }

    private boolean isAllowed(IncomingRequest request) {
        List<String> origins = request.sentHeaders("Origin");
        @Nullable Origin origin = origins.size() == 1 ? Origin.parse(origins.get(0)) : null;
        return origin != null && allowed.contains(origin);
    }

    /**
     * Returns whether a token is the only credential: a page that has the user's token does not use credentials of the
     * browser.
     */
    private boolean hasOnlyAToken(IncomingRequest request) {
        List<String> credentials = request.sentHeaders("Authorization");
        if (isOpen || hasCookies(request) || request.hasClientCertificate()) {
            return false;
        }
        if (credentials.isEmpty()) {
            return tokenHeaders.stream()
                    .anyMatch(header -> request.sentHeaders(header).size() == 1);
        }
        if (credentials.size() != 1) {
            return false;
        }
        String[] parts = credentials.get(0).strip().split("\\s+", 2);
        return parts.length == 2 && !AMBIENT_SCHEMES.contains(parts[0].toLowerCase(Locale.ROOT));
    }

    private static boolean isFollowedLink(IncomingRequest request) {
        return request.sentHeaders("Sec-Fetch-Mode").equals(List.of("navigate"))
                && request.sentHeaders("Sec-Fetch-Dest").equals(List.of("document"));
    }

    private static boolean hasCookies(IncomingRequest request) {
        return !request.sentHeaders("Cookie").isEmpty();
    }

    private static boolean isOfNoForm(IncomingRequest request) {
        return !FORM_METHODS.contains(request.sentMethod())
                || HEADERS_OF_SCRIPTS.stream()
                        .anyMatch(name -> !request.sentHeaders(name).isEmpty())
                || !request.sentHeaders("Content-Type").isEmpty();
    }

    private static String said(IncomingRequest request) {
        String said = List.of("Sec-Fetch-Site", "Origin", "Referer", "Cookie").stream()
                .filter(name -> !request.sentHeaders(name).isEmpty())
                .limit(2)
                .map(name -> name.equals("Cookie")
                        ? "cookies without Origin"
                        : name + ": " + request.sentHeaders(name).get(0))
                .collect(Collectors.joining(", "));
        return said.length() <= 300 ? said : said.substring(0, 300) + "…";
    }
}
