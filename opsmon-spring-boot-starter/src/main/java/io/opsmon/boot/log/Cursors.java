package io.opsmon.boot.log;

import io.opsmon.boot.web.ApiException;
import io.opsmon.log.LogCursor;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.UUID;

/**
 * Converts positions in a list to the form that clients send: microseconds since 1970 and the id, 24 bytes in URL-safe
 * Base64. The text is not a secret, and any text is safe to decode.
 *
 * @since 0.1
 */
public final class Cursors {

    private static final int LENGTH = 24;

    private Cursors() {}

    /**
     * Encodes a position.
     *
     * @param cursor the position
     * @return the text
     */
    public static String encode(LogCursor cursor) {
        ByteBuffer bytes = ByteBuffer.allocate(LENGTH)
                .putLong(micros(cursor.occurredAt()))
                .putLong(cursor.id().getMostSignificantBits())
                .putLong(cursor.id().getLeastSignificantBits());
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    /**
     * Decodes a position.
     *
     * @param text the result of {@link #encode}
     * @return the position
     * @throws ApiException if the text is malformed
     */
    public static LogCursor decode(String text) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException malformed) {
            throw malformed();
        }
        if (bytes.length != LENGTH) {
            throw malformed();
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        Instant occurredAt = Instant.EPOCH.plus(buffer.getLong(), ChronoUnit.MICROS);
        if (!QueryParameters.isStorable(occurredAt)) {
            throw malformed();
        }
        return new LogCursor(occurredAt, new UUID(buffer.getLong(), buffer.getLong()));
    }

    /**
     * Returns microseconds since 1970. {@code ChronoUnit.MICROS.between} counts nanoseconds on JDK 17 and overflows
     * outside of the years 1678 to 2261.
     */
    private static long micros(Instant instant) {
        return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000;
    }

    private static ApiException malformed() {
        return ApiException.badRequest("cursor", "cursor must be the nextCursor of an earlier answer.");
    }
}
