package io.opsmon.boot.web;

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
 * @since 0.1
 */
@ConfigurationProperties("opsmon.web")
public record OpsmonWebProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("/opsmon") String basePath,
        @DefaultValue("secured") Access access,
        @DefaultValue("ROLE_OPSMON_ADMIN") String adminAuthority) {

    /**
     * Checks the path.
     *
     * @param enabled see {@link #enabled()}
     * @param basePath see {@link #basePath()}
     * @param access see {@link #access()}
     * @param adminAuthority see {@link #adminAuthority()}
     */
    public OpsmonWebProperties {
        Assert.isTrue(
                basePath.matches("(/[A-Za-z0-9_~.-]+)+"),
                () -> "opsmon.web.base-path must be like /opsmon or /admin/opsmon, is \"" + basePath + "\"");
    }

    /** Who decides. */
    public enum Access {
        /** The host's Spring Security; without it there is no API and no console. */
        SECURED,
        /** Nobody: whoever reaches the application sees and does everything. For development only. */
        PERMIT_ALL
    }
}
