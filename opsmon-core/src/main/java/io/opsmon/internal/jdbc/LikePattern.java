package io.opsmon.internal.jdbc;

/**
 * Patterns for {@code LIKE ? ESCAPE '!'}. Stateless.
 *
 * @since 0.1
 */
public final class LikePattern {

    private LikePattern() {}

    /**
     * Returns a pattern for texts that contain a text.
     *
     * @param text the text; its characters are not wildcards
     * @return the pattern
     */
    public static String containing(String text) {
        return "%" + startingWith(text);
    }

    /**
     * Returns a pattern for texts that start with a text.
     *
     * @param text the text; its characters are not wildcards
     * @return the pattern
     */
    public static String startingWith(String text) {
        return text.replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%";
    }
}
