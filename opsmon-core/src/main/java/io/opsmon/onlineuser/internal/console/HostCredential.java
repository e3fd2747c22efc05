package io.opsmon.onlineuser.internal.console;

import org.springframework.util.Assert;

/**
 * A header or cookie that authenticates a user to the host.
 *
 * @param place the part of the request
 * @param name the name of the header or cookie
 * @param value the whole value, at most {@value #MAX_LENGTH} characters
 * @since 0.1
 */
public record HostCredential(Place place, String name, String value) {

    /** Maximum length of a value, in characters: above the limit of most servers for all headers of a request. */
    public static final int MAX_LENGTH = 16_384;

    /** Checks the length. */
    public HostCredential {
        Assert.isTrue(
                !name.isEmpty() && name.length() <= 200, "The name of a credential must have 1 to 200 characters");
        Assert.isTrue(
                !value.isEmpty() && value.length() <= MAX_LENGTH,
                () -> "A credential must have 1 to " + MAX_LENGTH + " characters");
    }

    /** Parts of a request. */
    public enum Place {
        /** A header, sent by a script. */
        HEADER,
        /** A cookie, sent by the browser. */
        COOKIE
    }

    /** Omits the value, which is a secret. */
    @Override
    public String toString() {
        return place + " " + name;
    }
}
