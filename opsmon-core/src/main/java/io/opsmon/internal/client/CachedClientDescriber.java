package io.opsmon.internal.client;

import io.opsmon.client.ClientDescriber;
import io.opsmon.client.ClientHints;
import io.opsmon.client.Device;
import io.opsmon.client.IpLocator;
import io.opsmon.client.Location;
import io.opsmon.client.UserAgentParser;
import io.opsmon.internal.cache.BoundedCache;
import io.opsmon.internal.http.IpAddress;
import java.net.InetAddress;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Describes clients with a user agent parser and an IP locator. Caches devices, truncates long texts, removes control
 * characters, and does not locate addresses of special ranges. Parser and locator are created at the first use.
 * Thread-safe; never throws.
 *
 * @since 0.1
 */
public final class CachedClientDescriber implements ClientDescriber {

    private static final Logger log = LoggerFactory.getLogger(CachedClientDescriber.class);
    private static final int REMEMBERED = 2_000;
    private static final int MAX_LENGTH = 1_024;

    private final Supplier<@Nullable UserAgentParser> parser;
    private final Supplier<@Nullable IpLocator> locator;
    private final BoundedCache<String, Device> devices = BoundedCache.ofSize(REMEMBERED);

    /**
     * Creates a describer.
     *
     * @param parser supplies the parser at its first use; null for none
     * @param locator supplies the locator at its first use; null for none
     */
    public CachedClientDescriber(Supplier<@Nullable UserAgentParser> parser, Supplier<@Nullable IpLocator> locator) {
        this.parser = parser;
        this.locator = locator;
    }

    @Override
    public Device device(@Nullable String userAgent, ClientHints hints) {
        if (userAgent == null || userAgent.isBlank()) {
            return hints.refine(Device.UNKNOWN);
        }
        String bounded = bounded(userAgent);
        @Nullable Device known = devices.get(bounded);
        if (known == null) {
            known = parse(bounded);
            devices.put(bounded, known);
        }
        return hints.refine(known);
    }

    private Device parse(String userAgent) {
        try {
            @Nullable UserAgentParser present = parser.get();
            return present == null ? Device.UNKNOWN : present.parse(userAgent);
        } catch (RuntimeException | LinkageError | StackOverflowError failure) {
            log.warn("Could not parse a user agent of {} characters: {}", userAgent.length(), failure.toString());
            return Device.UNKNOWN;
        }
    }

    private static String bounded(String userAgent) {
        String cut = userAgent.length() <= MAX_LENGTH ? userAgent : userAgent.substring(0, MAX_LENGTH);
        for (int i = 0; i < cut.length(); i++) {
            if (Character.isISOControl(cut.charAt(i))) {
                return cut.replaceAll("\\p{Cntrl}", " ");
            }
        }
        return cut;
    }

    @Override
    public @Nullable Location location(@Nullable String clientIp) {
        @Nullable InetAddress address = clientIp == null ? null : IpAddress.parse(clientIp);
        if (address == null) {
            return null;
        }
        @Nullable String range = SpecialAddresses.nameOf(address);
        if (range != null) {
            return new Location(range, null, null, null, null);
        }
        try {
            @Nullable IpLocator present = locator.get();
            return present == null ? null : present.locate(address);
        } catch (RuntimeException | LinkageError failure) {
            log.warn("Could not locate a client address: {}", failure.toString());
            return null;
        }
    }
}
