package io.opsmon.boot.http;

import io.opsmon.internal.http.ClientAddressHeader;
import io.opsmon.internal.http.ClientAddressPrecision;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * This instance and its clients.
 *
 * @param application Name of the application in entries. The value of spring.application.name by default.
 * @param node Name of this node in entries, and of its integrity chain. The host name by default.
 * @param client Client address of a request.
 * @param sessionReferenceKey Key of the hashes of session identifiers and tokens; the same on every node. Random by
 *     default.
 * @param pseudonymKey Key of pseudonyms, at least 16 characters; the same on every node. Personal data cannot be
 *     reported or removed without this key.
 * @param auditAccess Whether reads of logs are operation log entries: lists, opened entries, exports, verifications,
 *     and reports on a person.
 * @since 0.1
 */
@ConfigurationProperties("opsmon")
public record InstanceProperties(
        @Nullable String application,
        @Nullable String node,
        @DefaultValue Client client,
        @Nullable String sessionReferenceKey,
        @Nullable String pseudonymKey,
        @DefaultValue("false") boolean auditAccess) {

    /**
     * Client address of a request.
     *
     * @param trustedProxies Addresses and CIDR ranges of the proxies in front of the application. A forwarded header
     *     counts only from these addresses. None by default.
     * @param header Header with the address of the client: "x-forwarded-for", "forwarded" or "x-real-ip". Other headers
     *     are ignored.
     * @param precision Stored part of the address of the client: "full", "network" (24 bits of IPv4, 48 of IPv6) or
     *     "none".
     */
    public record Client(
            @DefaultValue List<String> trustedProxies,
            @DefaultValue("x-forwarded-for") ClientAddressHeader header,
            @DefaultValue("full") ClientAddressPrecision precision) {}
}
