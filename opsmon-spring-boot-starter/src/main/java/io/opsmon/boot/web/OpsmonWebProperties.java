package io.opsmon.boot.web;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;

/**
 * The REST API and the console.
 *
 * @param enabled Whether the REST API and the console are available.
 * @param basePath Path of the console below the context path. The API is below this path.
 * @param access Access control: "secured" by your Spring Security configuration; "permit-all" for every request from
 *     the same machine, with a warning at the start.
 * @param adminAuthority Authority that has every permission of opsmon.
 * @param brand Name of the console at its top left.
 * @param links Links of the menu of the console: names, and a URL or a path, for example "[To the shop]": /shop.
 * @param allowedOrigins Origins, in addition to that of the application, whose pages may call the API from a browser
 *     with its cookies, for example https://admin.example.com. None by default.
 * @param permitAllHosts Host names, in addition to "localhost" and loopback addresses, that requests may name with
 *     access=permit-all. None by default.
 * @param permitAllAddresses Addresses and CIDR ranges, in addition to loopback addresses, that requests may come from
 *     with access=permit-all. None by default.
 * @param consoleAccess Access to the page of the console, which contains no data: "public" for every visitor;
 *     "authenticated" by your security configuration.
 * @param loginUrl URL or path of the sign-in page of the application, for a link in the console. None by default.
 * @param signOutUrl Sign-out of the application, for the menu of the console: a path to which the console sends a POST
 *     request with the CSRF token, or the URL of a page. None by default.
 * @param frameAncestors Pages that may embed the console in a frame: "self" for pages of the same origin, "none", or
 *     origins, for example https://admin.example.com.
 * @param token Token of the front end of the application, from which the console begins a session.
 * @param tickets One-time addresses of the console, and the sessions that begin with them.
 * @since 0.1
 */
@ConfigurationProperties("opsmon.web")
public record OpsmonWebProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("/opsmon") String basePath,
        @DefaultValue("secured") Access access,
        @DefaultValue("ROLE_OPSMON_ADMIN") String adminAuthority,
        @DefaultValue("opsmon") String brand,
        @DefaultValue Map<String, String> links,
        @DefaultValue List<String> allowedOrigins,
        @DefaultValue List<String> permitAllHosts,
        @DefaultValue List<String> permitAllAddresses,
        @DefaultValue("public") ConsoleAccess consoleAccess,
        @Nullable String loginUrl,
        @Nullable String signOutUrl,
        @DefaultValue("self") List<String> frameAncestors,
        @DefaultValue Token token,
        @DefaultValue Tickets tickets) {

    private static final Pattern URL_OR_PATH = Pattern.compile("(https?://|/).*");

    /** Checks paths, links and origins. */
    public OpsmonWebProperties {
        Assert.isTrue(
                basePath.matches("(/[A-Za-z0-9_~.-]+)+"),
                () -> "opsmon.web.base-path must be like /opsmon or /admin/opsmon, is \"" + basePath + "\"");
        links.forEach((name, url) -> Assert.isTrue(
                URL_OR_PATH.matcher(url).matches(),
                () -> "opsmon.web.links." + name + " must begin with /, http:// or https://, is \"" + url + "\""));
        allowedOrigins.forEach(origin -> Assert.notNull(
                Origin.parse(origin),
                () -> "opsmon.web.allowed-origins must be like https://admin.example.com, is \"" + origin + "\""));
        Assert.isTrue(
                loginUrl == null || URL_OR_PATH.matcher(loginUrl).matches(),
                () -> "opsmon.web.login-url must begin with /, http:// or https://, is \"" + loginUrl + "\"");
        Assert.isTrue(
                signOutUrl == null || URL_OR_PATH.matcher(signOutUrl).matches(),
                () -> "opsmon.web.sign-out-url must begin with /, http:// or https://, is \"" + signOutUrl + "\"");
        FrameAncestors.of(frameAncestors);
    }

    /**
     * Returns the allowed origins.
     *
     * @return the parsed origins
     */
    public Collection<Origin> origins() {
        return allowedOrigins.stream()
                .map(Origin::parse)
                .map(Objects::requireNonNull)
                .toList();
    }

    /**
     * Token of the front end of the application.
     *
     * @param cookie Name of the cookie that contains the token; readable by scripts. None by default.
     * @param storageKey Key of the token in the local storage or session storage of the browser. None by default.
     * @param header Header that sends the token to the application.
     * @param prefix Text before the token in the header, without the blank that follows.
     */
    public record Token(
            @Nullable String cookie,
            @Nullable String storageKey,
            @DefaultValue("Authorization") String header,
            @DefaultValue("Bearer") String prefix) {

        /** Checks the names. */
        public Token {
            Assert.isTrue(
                    NAME.matcher(header).matches(),
                    () -> "opsmon.web.token.header must be the name of a header, is \"" + header + "\"");
            Assert.isTrue(
                    cookie == null || NAME.matcher(cookie).matches(),
                    () -> "opsmon.web.token.cookie must be the name of a cookie, is \"" + cookie + "\"");
        }

        private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
    }

    /**
     * One-time addresses of the console.
     *
     * @param enabled Whether the console can be opened by a one-time address. Requires online users.
     * @param validity Time in which a one-time address can be used.
     * @param idleTimeout Idle time after which a session of the console ends.
     * @param maxAge Time after which a session of the console ends although it is used.
     */
    public record Tickets(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("60s") Duration validity,
            @DefaultValue("30m") Duration idleTimeout,
            @DefaultValue("12h") Duration maxAge) {

        /** Checks the times. */
        public Tickets {
            requirePositive("validity", validity);
            requirePositive("idle-timeout", idleTimeout);
            requirePositive("max-age", maxAge);
        }

        private static void requirePositive(String name, Duration value) {
            Assert.isTrue(
                    !value.isNegative() && !value.isZero(),
                    () -> "opsmon.web.tickets." + name + " must be positive, is " + value);
        }
    }

    /** Access to the page of the console. */
    public enum ConsoleAccess {
        /** Every visitor. The page contains no data. */
        PUBLIC,
        /** The security configuration of the application. */
        AUTHENTICATED
    }

    /** Access control. */
    public enum Access {
        /**
         * The Spring Security configuration of the application. Without Spring Security, there is no API and no
         * console.
         */
        SECURED,
        /** No access control: every request from this machine has every permission. For development only. */
        PERMIT_ALL
    }
}
