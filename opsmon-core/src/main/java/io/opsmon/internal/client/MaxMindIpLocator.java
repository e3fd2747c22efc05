package io.opsmon.internal.client;

import com.maxmind.db.CHMCache;
import com.maxmind.db.Reader;
import io.opsmon.client.IpLocator;
import io.opsmon.client.Location;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Locates addresses with a data file of MaxMind (GeoLite2 or GeoIP2, City or Country; format "MaxMind DB 2.0"). The
 * host supplies the file, which is mapped into memory. Thread-safe.
 *
 * @since 0.1
 */
public final class MaxMindIpLocator implements IpLocator, AutoCloseable {

    private final Reader reader;

    /**
     * Opens a data file.
     *
     * @param file the file, with the suffix {@code .mmdb}
     * @throws UncheckedIOException if the file cannot be read or has another format
     */
    public MaxMindIpLocator(Path file) {
        try {
            this.reader = new Reader(file.toFile(), new CHMCache());
        } catch (IOException failure) {
            throw new UncheckedIOException(
                    "Could not read \"" + file + "\" as a data file of MaxMind: " + failure.getMessage(), failure);
        }
    }

    @Override
    public @Nullable Location locate(InetAddress address) {
        @Nullable Map<?, ?> found;
        try {
            found = reader.get(address, Map.class);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        @Nullable Map<?, ?> country = found == null ? null : map(found.get("country"));
        @Nullable String code = country == null ? null : text(country.get("iso_code"));
        if (found == null || code == null) {
            return null;
        }
        @Nullable Map<?, ?> place = map(found.get("location"));
        @Nullable
        Object region = found.get("subdivisions") instanceof List<?> list && !list.isEmpty() ? list.get(0) : null;
        return new Location(
                code,
                englishName(map(region)),
                englishName(map(found.get("city"))),
                place == null ? null : degrees(place.get("latitude")),
                place == null ? null : degrees(place.get("longitude")));
    }

    private static @Nullable String englishName(@Nullable Map<?, ?> owner) {
        @Nullable Map<?, ?> names = owner == null ? null : map(owner.get("names"));
        return names == null ? null : text(names.get("en"));
    }

    private static @Nullable Map<?, ?> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : null;
    }

    private static @Nullable String text(@Nullable Object value) {
        return value instanceof String text ? text : null;
    }

    private static @Nullable Double degrees(@Nullable Object value) {
        return value instanceof Number number ? number.doubleValue() : null;
    }

    @Override
    public void close() {
        try {
            reader.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
