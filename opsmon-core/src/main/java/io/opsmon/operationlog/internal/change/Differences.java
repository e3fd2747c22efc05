package io.opsmon.operationlog.internal.change;

import io.opsmon.masking.Masking;
import io.opsmon.operationlog.Change;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The differences between two snapshots. Their texts cost more than the comparison and are rendered by
 * {@link #changes}, which may be called on another thread. Immutable.
 *
 * @since 0.1
 */
public final class Differences {

    private final List<Difference> found;
    private final int more;
    private final ChangeSettings settings;
    private final Masking masking;

    /**
     * A value that differs.
     *
     * @param place the position; null at the root
     * @param type the kind of difference
     * @param before the old value, which is not shown for {@link Change.Type#ADDED}
     * @param after the new value, which is not shown for {@link Change.Type#REMOVED}
     */
    record Difference(
            @Nullable Place place,
            Change.Type type,
            @Nullable Object before,
            @Nullable Object after) {}

    /**
     * Creates the result of a comparison.
     *
     * @param found the differences in order; not changed any more
     * @param more the number of further differences
     * @param settings the limits of texts
     * @param masking masks secrets in texts
     */
    Differences(List<Difference> found, int more, ChangeSettings settings, Masking masking) {
        this.found = found;
        this.more = more;
        this.settings = settings;
        this.masking = masking;
    }

    /**
     * Returns whether the snapshots are the same.
     *
     * @return true if there is no difference
     */
    public boolean isEmpty() {
        return found.isEmpty();
    }

    /**
     * Renders the differences.
     *
     * @return the changes in the order of the properties; empty if there are none
     */
    public List<Change> changes() {
        if (found.isEmpty()) {
            return List.of();
        }
        List<Change> changes = new ArrayList<>(found.size() + 1);
        for (int i = 0; i < found.size(); i++) {
            changes.add(change(found.get(i)));
        }
        if (more > 0) {
            changes.add(new Change("…", null, Change.Type.CHANGED, null, "(" + more + " more)"));
        }
        return Collections.unmodifiableList(changes);
    }

    private Change change(Difference difference) {
        @Nullable String before = difference.type() == Change.Type.ADDED ? null : shown(difference.before());
        @Nullable String after = difference.type() == Change.Type.REMOVED ? null : shown(difference.after());
        if (before != null && after != null && Math.max(before.length(), after.length()) > settings.maxTextLength()) {
            Excerpt excerpt = Excerpt.of(before, after, settings.maxTextLength());
            before = excerpt.before();
            after = excerpt.after();
        }
        @Nullable Place place = difference.place();
        String where = place == null ? "" : place.path();
        return new Change(
                where.length() <= 500 ? where : where.substring(0, 499) + "…",
                place == null ? null : place.label(),
                difference.type(),
                Excerpt.cut(before, settings.maxTextLength()),
                Excerpt.cut(after, settings.maxTextLength()));
    }

    private @Nullable String shown(@Nullable Object value) {
        @Nullable String text = Values.text(value);
        return Values.mayHaveSecrets(value, text) ? masking.maskText(text) : text;
    }
}
