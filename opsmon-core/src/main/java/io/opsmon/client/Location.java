package io.opsmon.client;

import org.jspecify.annotations.Nullable;

/**
 * The location of an IP address.
 *
 * @param country the ISO 3166 code or name of the country, depending on the source; for special addresses the name of
 *     the range, for example {@code private}
 * @param region the part of the country, or null
 * @param city the city, or null
 * @param latitude degrees north, or null
 * @param longitude degrees east, or null
 * @since 0.1
 */
public record Location(
        String country,
        @Nullable String region,
        @Nullable String city,
        @Nullable Double latitude,
        @Nullable Double longitude) {

    private static final double EARTH_RADIUS_KM = 6_371;

    /**
     * Calculates the great-circle distance to another location (haversine formula).
     *
     * @param other the other location
     * @return the distance in kilometres; NaN unless both locations have coordinates
     */
    public double kilometresTo(Location other) {
        if (latitude == null || longitude == null || other.latitude == null || other.longitude == null) {
            return Double.NaN;
        }
        double north = Math.toRadians(other.latitude - latitude) / 2;
        double east = Math.toRadians(other.longitude - longitude) / 2;
        double a = Math.sin(north) * Math.sin(north)
                + Math.cos(Math.toRadians(latitude))
                        * Math.cos(Math.toRadians(other.latitude))
                        * Math.sin(east)
                        * Math.sin(east);
        return 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(a)));
    }

    /**
     * Returns whether another location is in the same country and region.
     *
     * @param other the other location
     * @return true if country and region are equal
     */
    public boolean isSameRegion(Location other) {
        return country.equals(other.country) && (region == null ? other.region == null : region.equals(other.region));
    }
}
