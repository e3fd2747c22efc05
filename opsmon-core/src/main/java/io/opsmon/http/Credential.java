package io.opsmon.http;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A token that a client sends with every request, and its place in the request. Immutable.
 *
 * @param place the part of the request that contains the token
 * @param name the name of the header or cookie
 * @param value the value as the client sent it, with its prefix
 * @param identity the identity that all notations of the token share, for example the id of the host's session; null to
 *     derive the identity from the value
 * @param expiresAt the expiry of the token; null if unknown or stated by the token itself
 * @param maxIdle the idle time after which the host refuses the token; null if it is not known
 * @since 0.1
 */
public record Credential(
        Place place,
        String name,
        String value,
        @Nullable String identity,
        @Nullable Instant expiresAt,
        @Nullable Duration maxIdle) {

    /** The part of a request that contains a token. */
    public enum Place {
        /** A header. */
        HEADER,
        /** A cookie. */
        COOKIE
    }

    /**
     * Creates a token in a header.
     *
     * @param name the name of the header
     * @param value the value as the client sent it
     * @return the token
     */
    public static Credential header(String name, String value) {
        return new Credential(Place.HEADER, name, value, null, null, null);
    }

    /**
     * Creates a token in a cookie.
     *
     * @param name the name of the cookie
     * @param value the value as the client sent it
     * @return the token
     */
    public static Credential cookie(String name, String value) {
        return new Credential(Place.COOKIE, name, value, null, null, null);
    }

    /**
     * Returns a copy with an identity.
     *
     * @param known the identity that all notations of the token share
     * @return a copy
     */
    public Credential identifiedBy(String known) {
        return new Credential(place, name, value, known, expiresAt, maxIdle);
    }

    /**
     * Returns a copy with an expiry.
     *
     * @param expiry the expiry of the token
     * @return a copy
     */
    public Credential expiringAt(Instant expiry) {
        return new Credential(place, name, value, identity, expiry, maxIdle);
    }

    /**
     * Returns a copy with a maximum idle time.
     *
     * @param idle the idle time after which the host refuses the token
     * @return a copy
     */
    public Credential endingAfter(Duration idle) {
        return new Credential(place, name, value, identity, expiresAt, idle);
    }
}
