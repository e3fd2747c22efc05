package io.opsmon.boot.web;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Refuses what pages of other sites make a browser send. A browser tells by {@code Sec-Fetch-Site}, an older one by
 * {@code Origin} or {@code Referer}, where a request comes from. A client that tells nothing and brings no cookie is a
 * program with credentials of its own.
 *
 * <pre>
 *  the request is                                       read                              change
 *  of the own origin, or typed by the user              yes                               yes
 *  of an origin that is allowed                         yes                               yes
 *  of another origin, with a token and nothing else     yes                               yes
 *  of another origin                                    a link that the user follows      no
 *  of nobody knows whom                                 yes                               without cookies, or with what no form can send
 * </pre>
 *
 * <p>Immutable and thread-safe.
 */
final class CrossSiteRule {

    private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD", "OPTIONS", "TRACE");
    private static final Set<String> FORM_METHODS = Set.of("GET", "HEAD", "POST");
    private static final List<String> HEADERS_OF_SCRIPTS =
            List.of("X-Opsmon-Request", "X-Requested-With", "X-CSRF-TOKEN", "X-XSRF-TOKEN");

    /** Schemes whose credentials a browser adds by itself. */
    private static final Set<String> AMBIENT_SCHEMES = Set.of("basic", "digest", "negotiate", "ntlm", "kerberos");

    private final Set<Origin> allowed;
    private final boolean isOpen;

    /**
     * Makes the rule.
     *
     * @param allowedOrigins further origins whose pages may read and change
     * @param isOpen whether callers need no credentials, so that a token proves nothing
     */
    CrossSiteRule(Collection<Origin> allowedOrigins, boolean isOpen) {
        this.allowed = Set.copyOf(allowedOrigins);
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

    /** Throws 403 if a page of another site may have made the browser send the request. */
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
        List<String> sites = request.headers("Sec-Fetch-Site");
        if (!sites.isEmpty()) {
            boolean isOwn = sites.size() == 1
                    && (sites.get(0).equals("same-origin") || sites.get(0).equals("none"));
            return isOwn ? Sender.OWN : Sender.FOREIGN;
        }
        List<String> origins = request.headers("Origin");
        if (!origins.isEmpty()) {
            return origins.size() == 1 && isOwn(Origin.parse(origins.get(0)), request) ? Sender.OWN : Sender.FOREIGN;
        }
        // Links of other sites may be followed, so that a referrer says nothing of a request that only reads.
        List<String> referrers = isChange ? request.headers("Referer") : List.of();
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
        List<String> origins = request.headers("Origin");
        @Nullable Origin origin = origins.size() == 1 ? Origin.parse(origins.get(0)) : null;
        return origin != null && allowed.contains(origin);
    }

    /** A page that knows the user's token needs no browser to add credentials, and brings none. */
    private boolean hasOnlyAToken(IncomingRequest request) {
        List<String> credentials = request.headers("Authorization");
        if (isOpen || hasCookies(request) || request.hasClientCertificate() || credentials.size() != 1) {
            return false;
        }
        String[] parts = credentials.get(0).strip().split("\\s+", 2);
        return parts.length == 2 && !AMBIENT_SCHEMES.contains(parts[0].toLowerCase(Locale.ROOT));
    }

    private static boolean isFollowedLink(IncomingRequest request) {
        return request.headers("Sec-Fetch-Mode").equals(List.of("navigate"))
                && request.headers("Sec-Fetch-Dest").equals(List.of("document"));
    }

    private static boolean hasCookies(IncomingRequest request) {
        return !request.headers("Cookie").isEmpty();
    }

    private static boolean isOfNoForm(IncomingRequest request) {
        return !FORM_METHODS.contains(request.sentMethod())
                || HEADERS_OF_SCRIPTS.stream()
                        .anyMatch(name -> !request.headers(name).isEmpty())
                || !request.headers("Content-Type").isEmpty();
    }

    private static String said(IncomingRequest request) {
        String said = List.of("Sec-Fetch-Site", "Origin", "Referer", "Cookie").stream()
                .filter(name -> !request.headers(name).isEmpty())
                .limit(2)
                .map(name -> name.equals("Cookie")
                        ? "cookies without Origin"
                        : name + ": " + request.headers(name).get(0))
                .collect(Collectors.joining(", "));
        return said.length() <= 300 ? said : said.substring(0, 300) + "…";
    }
}
