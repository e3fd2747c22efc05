package io.opsmon.operationlog.internal.change;

import io.opsmon.operationlog.Change;
import org.jspecify.annotations.Nullable;

/**
 * The position of a value in an object graph: a property, or an element of a collection. The texts are rendered only
 * for values that differ. Immutable.
 */
final class Place {

    private final @Nullable Place parent;
    private final String name;
    private final @Nullable String ownLabel;
    private final boolean isElement;

    private Place(@Nullable Place parent, String name, @Nullable String ownLabel, boolean isElement) {
        this.parent = parent;
        this.name = name;
        this.ownLabel = ownLabel;
        this.isElement = isElement;
    }

    /** Returns the place of a property; the label is null without annotation. */
    static Place property(@Nullable Place parent, String name, @Nullable String label) {
        return new Place(parent, name, label, false);
    }

    /** Returns the place of an element with a key or an index. */
    static Place element(@Nullable Place parent, String key) {
        return new Place(parent, key, null, true);
    }

    /** Returns the path, for example {@code items[7].price}. */
    String path() {
        return parent == null && !isElement
                ? name
                : append(new StringBuilder(64), false).toString();
    }

    /** Returns the path in labels; null if no property of the path has a label. */
    @Nullable
    String label() {
        return isLabelled() ? append(new StringBuilder(64), true).toString() : null;
    }

    private boolean isLabelled() {
        return ownLabel != null || (parent != null && parent.isLabelled());
    }

    private StringBuilder append(StringBuilder text, boolean asLabels) {
        if (parent != null) {
            parent.append(text, asLabels);
        }
        if (isElement) {
            return text.append('[').append(name).append(']');
        }
        if (!text.isEmpty()) {
            text.append(asLabels ? Change.SEPARATOR : ".");
        }
        return text.append(asLabels && ownLabel != null ? ownLabel : name);
    }
}
