package io.opsmon.client;

import org.jspecify.annotations.Nullable;

/**
 * Where an address is, as far as is known.
 *
 * @param country ISO 3166 code or name, as the source has it; for addresses that are nowhere the name of their range,
 *     {@code private} for example
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
     * The way to another place on a great circle (haversine formula).
     *
     * @param other the other place
     * @return kilometres; NaN unless both have coordinates
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
     * Whether another place counts as the same to a person: country and region.
     *
     * @param other the other place
     * @return true if both agree
     */
    public boolean isSameRegion(Location other) {
        return country.equals(other.country) && (region == null ? other.region == null : region.equals(other.region));
    }
}
