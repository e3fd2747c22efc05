package io.opsmon.internal.client;

import io.opsmon.client.IpLocator;
import io.opsmon.client.Location;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.lionsoul.ip2region.xdb.Searcher;

/**
 * Locates IPv4 addresses with a data file of <a href="https://github.com/lionsoul2014/ip2region">ip2region</a> (format
 * "xdb"). The host supplies the file, which is read into memory. An entry is //
 * {@code country|region|province|city|ISP} with {@code 0} for unknown values. Thread-safe.
 *
 * @since 0.1
 */
public final class Ip2RegionIpLocator implements IpLocator {

    private static final int COUNTRY = 0;
    private static final int PROVINCE = 2;
    private static final int CITY = 3;

    private final Searcher searcher;

    /**
     * Reads a data file.
     *
     * @param file the file, with the suffix {@code .xdb}
     * @throws UncheckedIOException if the file cannot be read or has another format
     */
    public Ip2RegionIpLocator(Path file) {
        try {
            this.searcher = Searcher.newWithBuffer(Searcher.loadContentFromFile(file.toString()));
        } catch (IOException failure) {
            throw new UncheckedIOException(
                    "Could not read \"" + file + "\" as a data file of ip2region: " + failure.getMessage(), failure);
        }
    }

    @Override
    public @Nullable Location locate(InetAddress address) {
        if (!(address instanceof Inet4Address)) {
            return null;
        }
        @Nullable String found;
        try {
            found = searcher.search(address.getHostAddress());
        } catch (Exception failure) {
            // The library declares the exception. A buffer in memory fails only due to damaged content.
            throw new IllegalStateException("The data file of ip2region is damaged", failure);
        }
        String[] parts = found == null ? new String[0] : found.split("\\|", -1);
        @Nullable String country = part(parts, COUNTRY);
        return country == null ? null : new Location(country, part(parts, PROVINCE), part(parts, CITY), null, null);
    }

    private static @Nullable String part(String[] parts, int index) {
        return index >= parts.length || parts[index].isEmpty() || parts[index].equals("0") ? null : parts[index];
    }
}
