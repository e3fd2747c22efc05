package io.opsmon.boot.web;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
        @DefaultValue List<String> permitAllAddresses) {

    /** Checks paths, links and origins. */
    public OpsmonWebProperties {
        Assert.isTrue(
                basePath.matches("(/[A-Za-z0-9_~.-]+)+"),
                () -> "opsmon.web.base-path must be like /opsmon or /admin/opsmon, is \"" + basePath + "\"");
        links.forEach((name, url) -> Assert.isTrue(
                url.matches("(https?://|/).*"),
                () -> "opsmon.web.links." + name + " must begin with /, http:// or https://, is \"" + url + "\""));
        allowedOrigins.forEach(origin -> Assert.notNull(
                Origin.parse(origin),
                () -> "opsmon.web.allowed-origins must be like https://admin.example.com, is \"" + origin + "\""));
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
