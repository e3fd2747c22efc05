package io.opsmon.chain;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * SHA-256 hash (FIPS 180-4).
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

    /** Previous hash of the first entry of a chain. */
    public static final Hash ZERO = new Hash(0, 0, 0, 0);

    /**
     * Creates a hash from bytes.
     *
     * @param bytes {@value #LENGTH} bytes
     * @return the hash
     * @throws IllegalArgumentException if the array has another length
     */
    public static Hash of(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("A hash has 32 bytes, not " + bytes.length);
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new Hash(buffer.getLong(), buffer.getLong(), buffer.getLong(), buffer.getLong());
    }

    /**
     * Hashes content.
     *
     * @param content any bytes
     * @return the hash of the content
     */
    public static Hash sha256(byte[] content) {
        return of(newDigest().digest(content));
    }

    /**
     * Creates a digest for content in parts.
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
     * Parses a hash.
     *
     * @param hex 64 hexadecimal digits
     * @return the hash
     * @throws IllegalArgumentException if the text is malformed
     */
    public static Hash parse(String hex) {
        return of(HexFormat.of().parseHex(hex));
    }

    /**
     * Returns the bytes of the hash.
     *
     * @return a new array of {@value #LENGTH} bytes
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
     * Appends the hexadecimal digits of the hash.
     *
     * @param text the target
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

    /** Returns the hexadecimal digits of the hash. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(2 * LENGTH);
        appendTo(text);
        return text.toString();
    }
}
