package io.opsmon.chain;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that two entries share exactly if they say the same: each value with its type and length, so that no two sequences of values run into one another. A null is one
 * byte 0; a text is a byte 1, its length in four bytes and its UTF-8; a number is a byte 2 and its eight bytes. Big-endian. Not thread-safe; grows and is reused.
 *
 * @since 0.1
 */
public final class CanonicalForm {

    private static final byte NULL = 0;
    private static final byte TEXT = 1;
    private static final byte NUMBER = 2;

    private byte[] bytes = new byte[2_048];
    private int length;

    CanonicalForm() {}

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
        int characters = value.length();
        // The most that UTF-8 needs for a char.
        reserve(5 + 3 * characters);
        bytes[length] = TEXT;
        int start = length + 5;
        int end = encode(value, characters, start);
        putInt(length + 1, end - start);
        length = end;
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
     * Adds a number that may be missing.
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

    CanonicalForm hash(Hash hash) {
        reserve(Hash.LENGTH);
        putLong(length, hash.first());
        putLong(length + 8, hash.second());
        putLong(length + 16, hash.third());
        putLong(length + 24, hash.fourth());
        length += Hash.LENGTH;
        return this;
    }

    CanonicalForm reset() {
        length = 0;
        return this;
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    byte[] copy() {
        return Arrays.copyOf(bytes, length);
    }

    private int encode(String value, int characters, int from) {
        int at = from;
        for (int i = 0; i < characters; i++) {
            char c = value.charAt(i);
            if (c < 0x80) {
                bytes[at++] = (byte) c;
            } else if (c < 0x800) {
                bytes[at++] = (byte) (0xC0 | (c >> 6));
                bytes[at++] = (byte) (0x80 | (c & 0x3F));
            } else if (Character.isSurrogate(c)) {
                // Rare: the library knows how.
                byte[] rest = value.substring(i).getBytes(StandardCharsets.UTF_8);
                System.arraycopy(rest, 0, bytes, at, rest.length);
                return at + rest.length;
            } else {
                bytes[at++] = (byte) (0xE0 | (c >> 12));
                bytes[at++] = (byte) (0x80 | ((c >> 6) & 0x3F));
                bytes[at++] = (byte) (0x80 | (c & 0x3F));
            }
        }
        return at;
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
