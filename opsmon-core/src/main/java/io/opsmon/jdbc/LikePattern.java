package io.opsmon.jdbc;

/**
 * Patterns for {@code LIKE ? ESCAPE '!'}. Stateless.
 *
 * @since 0.1
 */
public final class LikePattern {

    private LikePattern() {}

    /**
     * What contains a text.
     *
     * @param text the text; nothing in it is a wildcard
     * @return the pattern
     */
    public static String containing(String text) {
        return "%" + text.replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%";
    }
}
