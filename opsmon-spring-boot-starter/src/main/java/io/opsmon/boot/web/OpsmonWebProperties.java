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
 * @param enabled whether there are any.
 * @param basePath path of the console below the application's context path; the API is below it.
 * @param access whether the host's Spring Security decides who sees what, or everybody sees everything.
 * @param adminAuthority authority that has every opsmon permission.
 * @param brand what the console is called at its top left.
 * @param links entries of the console's menu that lead elsewhere, back to the application for example: what they are
 *     called, and a URL or a path.
 * @param allowedOrigins origins besides the application's own whose pages may call the API from a browser with its
 *     cookies, {@code https://admin.example.com} for example; none by default.
 * @param permitAllHosts host names besides {@code localhost} and loopback addresses that requests may name with
 *     {@code access=permit-all}; none by default.
 * @param permitAllAddresses addresses and CIDR ranges besides loopback addresses that requests may come from with
 *     {@code access=permit-all}; none by default.
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

    /**
     * Checks the path.
     *
     * @param enabled see {@link #enabled()}
     * @param basePath see {@link #basePath()}
     * @param access see {@link #access()}
     * @param adminAuthority see {@link #adminAuthority()}
     * @param brand see {@link #brand()}
     * @param links see {@link #links()}
     * @param allowedOrigins see {@link #allowedOrigins()}
     * @param permitAllHosts see {@link #permitAllHosts()}
     * @param permitAllAddresses see {@link #permitAllAddresses()}
     */
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

    Collection<Origin> origins() {
        return allowedOrigins.stream()
                .map(Origin::parse)
                .map(Objects::requireNonNull)
                .toList();
    }

    /** Who decides. */
    public enum Access {
        /** The host's Spring Security; without it there is no API and no console. */
        SECURED,
        /** Nobody: every request from this machine sees and does everything. For development only. */
        PERMIT_ALL
    }
}
