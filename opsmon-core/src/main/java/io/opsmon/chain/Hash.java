package io.opsmon.chain;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A SHA-256 hash (FIPS 180-4) as a value.
 *
 * @param first bytes 0 to 7
 * @param second bytes 8 to 15
 * @param third bytes 16 to 23
 * @param fourth bytes 24 to 31
 * @since 0.1
 */
public record Hash(long first, long second, long third, long fourth) {

    /** Length in bytes. */
    public static final int LENGTH = 32;

    private static final char[] DIGITS = "0123456789abcdef".toCharArray();

    /** What the first entry of a chain follows. */
    public static final Hash ZERO = new Hash(0, 0, 0, 0);

    /**
     * From its bytes.
     *
     * @param bytes {@value #LENGTH} bytes
     * @return the hash
     * @throws IllegalArgumentException if there are more or fewer
     */
    public static Hash of(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("A hash has 32 bytes, not " + bytes.length);
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new Hash(buffer.getLong(), buffer.getLong(), buffer.getLong(), buffer.getLong());
    }

    /**
     * Hashes some content.
     *
     * @param content any bytes
     * @return their hash
     */
    public static Hash sha256(byte[] content) {
        return of(newDigest().digest(content));
    }

    /**
     * Makes a digest for content that comes in pieces.
     *
     * @return a new SHA-256 digest
     */
    public static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * From its text.
     *
     * @param hex 64 hexadecimal digits
     * @return the hash
     * @throws IllegalArgumentException if it is something else
     */
    public static Hash parse(String hex) {
        return of(HexFormat.of().parseHex(hex));
    }

    /**
     * Its bytes.
     *
     * @return a new array of {@value #LENGTH}
     */
    public byte[] bytes() {
        return ByteBuffer.allocate(LENGTH)
                .putLong(first)
                .putLong(second)
                .putLong(third)
                .putLong(fourth)
                .array();
    }

    /**
     * Appends its hexadecimal digits.
     *
     * @param text where to
     */
    public void appendTo(StringBuilder text) {
        append(text, first);
        append(text, second);
        append(text, third);
        append(text, fourth);
    }

    private static void append(StringBuilder text, long bits) {
        for (int shift = 60; shift >= 0; shift -= 4) {
            text.append(DIGITS[(int) (bits >>> shift) & 0xF]);
        }
    }

    /** In hexadecimal digits. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(2 * LENGTH);
        appendTo(text);
        return text.toString();
    }
}
