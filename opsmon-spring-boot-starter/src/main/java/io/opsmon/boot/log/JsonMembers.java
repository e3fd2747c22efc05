package io.opsmon.boot.log;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Members that answers leave out where there is nothing. Stateless.
 *
 * @since 0.1
 */
public final class JsonMembers {

    private JsonMembers() {}

    /**
     * Adds a text.
     *
     * @param node to what
     * @param name the member's name
     * @param value the text; null for none, and no member
     */
    public static void put(ObjectNode node, String name, @Nullable String value) {
        if (value != null) {
            node.put(name, value);
        }
    }
}
