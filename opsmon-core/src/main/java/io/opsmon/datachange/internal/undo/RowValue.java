package io.opsmon.datachange.internal.undo;

import io.opsmon.chain.Hash;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A recorded value: a text, NULL, the hash of a long text, or a masked text.
 *
 * @param text the text; null for NULL and for a hash
 * @param hash the SHA-256 of a long text; null for other values
 */
record RowValue(@Nullable String text, @Nullable String hash) {

    private static final String MASK = "***";

    static RowValue of(JsonNode value) {
        return value.isObject()
                ? new RowValue(null, value.get("sha256").asString())
                : new RowValue(value.isNull() ? null : value.asString(), null);
    }

    private boolean isMasked() {
        return MASK.equals(text);
    }

    /** Returns whether the value is recorded completely. */
    boolean isExact() {
        return hash == null && !isMasked();
    }

    /** Returns whether a present value can be compared with this value. */
    boolean isComparable() {
        return !isMasked();
    }

    /** Returns the reason why the value is not exact. */
    UndoReason reason() {
        return hash == null ? UndoReason.MASKED : UndoReason.HASHED;
    }

    /**
     * Returns whether a present value is this value.
     *
     * @param present the present text
     * @param expected this text, as the session prints it; unused for a hash
     */
    boolean isSame(@Nullable String present, @Nullable String expected) {
        return hash == null ? Objects.equals(present, expected) : present != null && hash.equals(sha256(present));
    }

    private static String sha256(String text) {
        return Hash.sha256(text.getBytes(StandardCharsets.UTF_8)).toString();
    }
}
