package io.opsmon.boot.http;

import io.opsmon.http.ClientAddressHeader;
import io.opsmon.http.ClientAddressPrecision;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * This instance and its clients.
 *
 * @param application name of the application in logs; spring.application.name if not set.
 * @param node name of this instance in logs; the host name if not set.
 * @param client how a client's address is found.
 * @param sessionReferenceKey key under which session ids and tokens are hashed; the same on every node. A random one if
 *     not set.
 * @param pseudonymKey key of pseudonyms, at least 16 characters; the same on every node. Personal data cannot be
 *     reported or removed without one.
 * @param auditAccess whether reads of logs are operation log entries: lists, opened entries, exports, verifications,
 *     reports on a person.
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
     * How a client's address is found.
     *
     * @param trustedProxies addresses and CIDR ranges of the proxies in front of the application; a header counts only
     *     from them.
     * @param header the one header in which they tell the client's address.
     * @param precision how much of the client's address is kept: all, its network (24 bits of IPv4, 48 of IPv6), or
     *     nothing.
     */
    public record Client(
            @DefaultValue List<String> trustedProxies,
            @DefaultValue("x-forwarded-for") ClientAddressHeader header,
            @DefaultValue("full") ClientAddressPrecision precision) {}
}
