package io.opsmon.boot.log;

import io.opsmon.chain.ChainLink;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes an entry's position in its integrity chain as JSON for the API.
 *
 * @since 0.1
 */
public final class ChainJson {

    private ChainJson() {}

    /**
     * Adds the member {@code chain}.
     *
     * @param entry the entry's JSON
     * @param link the position; null adds nothing
     */
    public static void write(ObjectNode entry, @Nullable ChainLink link) {
        if (link != null) {
            entry.putObject("chain")
                    .put("name", link.chain())
                    .put("sequence", link.sequence())
                    .put("hash", link.hash().toString())
                    .put("erased", link.isErased());
        }
    }
}
