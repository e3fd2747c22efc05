package io.opsmon.chain;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Canonical bytes of a sequence of values. Two sequences have the same bytes exactly if they have the same values,
 * because each value is written with its type and length. A null is one byte 0. A text is a byte 1, its length in four
 * bytes and its UTF-8. A number is a byte 2 and its eight bytes. Big-endian. The buffer grows and is reused. Not
 * thread-safe.
 *
 * @since 0.1
 */
public final class CanonicalForm {

    private static final byte NULL = 0;
    private static final byte TEXT = 1;
    private static final byte NUMBER = 2;

    private byte[] bytes = new byte[2_048];
    private int length;

    /** Creates an empty form. */
    public CanonicalForm() {}

    /**
     * Adds a text.
     *
     * @param value the text, or null
     * @return this
     */
    public CanonicalForm text(@Nullable String value) {
        if (value == null) {
            reserve(1);
            bytes[length++] = NULL;
            return this;
        }
        // This call allocates, but the runtime encodes many times faster than a loop over the characters.
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        reserve(5 + utf8.length);
        bytes[length] = TEXT;
        putInt(length + 1, utf8.length);
        System.arraycopy(utf8, 0, bytes, length + 5, utf8.length);
        length += 5 + utf8.length;
        return this;
    }

    /**
     * Adds a number.
     *
     * @param value the number
     * @return this
     */
    public CanonicalForm number(long value) {
        reserve(9);
        bytes[length] = NUMBER;
        putLong(length + 1, value);
        length += 9;
        return this;
    }

    /**
     * Adds an optional number.
     *
     * @param value the number, or null
     * @return this
     */
    public CanonicalForm number(@Nullable Integer value) {
        return value == null ? text(null) : number(value.longValue());
    }

    /**
     * Adds a UUID as two numbers.
     *
     * @param value the UUID
     * @return this
     */
    public CanonicalForm uuid(UUID value) {
        return number(value.getMostSignificantBits()).number(value.getLeastSignificantBits());
    }

    /**
     * Hashes texts.
     *
     * @param values the texts
     * @return SHA-256 over the canonical form of the texts
     */
    public static Hash hashOf(@Nullable String... values) {
        CanonicalForm form = new CanonicalForm();
        for (@Nullable String value : values) {
            form.text(value);
        }
        return Hash.sha256(form.copy());
    }

    /**
     * Adds an instant as microseconds since 1970.
     *
     * @param value the instant
     * @return this
     */
    public CanonicalForm instant(Instant value) {
        return number(micros(value));
    }

    /**
     * Converts an instant to microseconds since 1970. {@code ChronoUnit.MICROS.between} is not used: on JDK 17, it
     * counts nanoseconds and overflows outside of the years 1678 to 2261.
     */
    static long micros(Instant value) {
        return Math.addExact(Math.multiplyExact(value.getEpochSecond(), 1_000_000L), value.getNano() / 1_000L);
    }

    /**
     * Appends a hash.
     *
     * @param hash the hash
     * @return this form
     */
    public CanonicalForm hash(Hash hash) {
        reserve(Hash.LENGTH);
        putLong(length, hash.first());
        putLong(length + 8, hash.second());
        putLong(length + 16, hash.third());
        putLong(length + 24, hash.fourth());
        length += Hash.LENGTH;
        return this;
    }

    /**
     * Removes the content; the buffer stays.
     *
     * @return this form
     */
    public CanonicalForm reset() {
        length = 0;
        return this;
    }

    /**
     * Returns the buffer itself, of which {@link #length()} bytes are in use.
     *
     * @return the buffer
     */
    public byte[] bytes() {
        return bytes;
    }

    /**
     * Returns the length of the content.
     *
     * @return the number of bytes
     */
    public int length() {
        return length;
    }

    /**
     * Returns a copy of the content.
     *
     * @return the bytes
     */
    public byte[] copy() {
        return Arrays.copyOf(bytes, length);
    }

    private void reserve(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }

    private void putInt(int at, int value) {
        bytes[at] = (byte) (value >>> 24);
        bytes[at + 1] = (byte) (value >>> 16);
        bytes[at + 2] = (byte) (value >>> 8);
        bytes[at + 3] = (byte) value;
    }

    private void putLong(int at, long value) {
        putInt(at, (int) (value >>> 32));
        putInt(at + 4, (int) value);
    }
}
