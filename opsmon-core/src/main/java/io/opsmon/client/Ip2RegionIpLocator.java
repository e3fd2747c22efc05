package io.opsmon.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.lionsoul.ip2region.xdb.Searcher;

/**
 * Locates IPv4 addresses with a data file of <a href="https://github.com/lionsoul2014/ip2region">ip2region</a> (format
 * "xdb"), which the host supplies and which is read into memory. Its texts are {@code country|region|province|city|ISP}
 * with {@code 0} for what is not known. Thread-safe.
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
     * @throws UncheckedIOException if it cannot be read or is no such file
     */
    public Ip2RegionIpLocator(Path file) {
        try {
            this.searcher = Searcher.newWithBuffer(Searcher.loadContentFromFile(file.toString()));
        } catch (IOException failure) {
            throw new UncheckedIOException(
                    file + " is no readable data file of ip2region: " + failure.getMessage(), failure);
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
            // Declared so by the library; a buffer in memory does not fail but for its own content.
            throw new IllegalStateException("ip2region's data file is damaged", failure);
        }
        String[] parts = found == null ? new String[0] : found.split("\\|", -1);
        @Nullable String country = part(parts, COUNTRY);
        return country == null ? null : new Location(country, part(parts, PROVINCE), part(parts, CITY), null, null);
    }

    private static @Nullable String part(String[] parts, int index) {
        return index >= parts.length || parts[index].isEmpty() || parts[index].equals("0") ? null : parts[index];
    }
}
