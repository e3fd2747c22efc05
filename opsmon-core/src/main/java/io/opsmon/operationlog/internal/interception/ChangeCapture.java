package io.opsmon.operationlog.internal.interception;

import io.opsmon.masking.Masking;
import io.opsmon.operationlog.Change;
import io.opsmon.operationlog.OldValueLoader;
import io.opsmon.operationlog.internal.change.ChangeSettings;
import io.opsmon.operationlog.internal.change.ChangeText;
import io.opsmon.operationlog.internal.change.Comparison;
import io.opsmon.operationlog.internal.change.Differences;
import io.opsmon.operationlog.internal.change.Snapshot;
import io.opsmon.operationlog.internal.change.Snapshots;
import io.opsmon.operationlog.internal.template.ValueExpression;
import io.opsmon.operationlog.internal.template.ValueExpression.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Determines the changes of a call from the states that its annotation loads before and after the call, and from the
 * states passed to {@link io.opsmon.operationlog.context.OperationLogContext}. Thread-safe. If a loader throws, the
 * entry is recorded without changes.
 *
 * @since 0.1
 */
public final class ChangeCapture {

    private static final Logger log = LoggerFactory.getLogger(ChangeCapture.class);

    private final Snapshots snapshots;
    private final Comparison comparison;
    private final ChangeText text;
    private final Locale language;
    private final List<OldValueLoader> loaders;
    private final boolean skipUnchanged;
    private volatile boolean warned;

    /**
     * Creates the capture.
     *
     * @param settings the limits of comparisons
     * @param masking the rules for sensitive names
     * @param text formats changes for descriptions
     * @param language the language of stored descriptions
     * @param loaders the loaders of resources for {@link io.opsmon.operationlog.OperationLog#trackChanges}
     * @param skipUnchanged whether a call with captured states and without changes is not recorded
     */
    public ChangeCapture(
            ChangeSettings settings,
            Masking masking,
            ChangeText text,
            Locale language,
            List<OldValueLoader> loaders,
            boolean skipUnchanged) {
        this.snapshots = new Snapshots(settings, masking);
        this.comparison = new Comparison(settings, masking);
        this.text = text;
        this.language = language;
        this.loaders = List.copyOf(loaders);
        this.skipUnchanged = skipUnchanged;
    }

    /**
     * The differences of an operation, and whether states were captured at all. Used by one thread at a time, first by
     * the thread of the call, then by the recorder's thread.
     */
    static final class Found {

        static final Found NOTHING = new Found(List.of(), false);

        private final List<Differences> differences;
        private final boolean captured;
        private @Nullable List<Change> changes;

        private Found(List<Differences> differences, boolean captured) {
            this.differences = differences;
            this.captured = captured;
            this.changes = differences.isEmpty() ? List.of() : null;
        }

        Found and(Differences more) {
            List<Differences> all = new ArrayList<>(differences);
            all.add(more);
            return new Found(all, true);
        }

        private boolean isEmpty() {
            return differences.stream().allMatch(Differences::isEmpty);
        }

        /** Returns the changes. The texts are rendered at the first call. */
        List<Change> changes() {
            @Nullable List<Change> rendered = changes;
            if (rendered == null) {
                rendered = differences.size() == 1
                        ? differences.get(0).changes()
                        : differences.stream()
                                .flatMap(each -> each.changes().stream())
                                .toList();
                changes = rendered;
            }
            return rendered;
        }
    }

    boolean isWorthAnEntry(Found found) {
        return !(skipUnchanged && found.captured && found.isEmpty());
    }

    Snapshot freeze(@Nullable Object object) {
        return snapshots.take(object);
    }

    String text(List<Change> changes) {
        return text.of(changes, language);
    }

    Differences between(@Nullable Object before, @Nullable Object after) {
        return comparison.between(freeze(before), freeze(after));
    }

    /** Returns the state before the call; null if the operation captures no state or the state is unavailable. */
    @Nullable
    Snapshot before(Call call, RecordedOperation operation) {
        @Nullable ValueExpression before = operation.before();
        if (before != null) {
            return evaluated(before, call);
        }
        return operation.trackChanges() ? loaded(call, operation) : null;
    }

    /** Returns the changes of a call that has returned. */
    Found found(Call call, RecordedOperation operation, @Nullable Snapshot before) {
        Found found = Found.NOTHING;
        // The states in the context belong to the call, not to an element.
        boolean ofElement = call.selected().isOfElement();
        @Nullable Object old = ofElement ? null : call.scope.oldValue();
        @Nullable Object changed = ofElement ? null : call.scope.newValue();
        if (old != null || changed != null) {
            found = found.and(between(old, changed));
        }
        if (before != null) {
            @Nullable
            Snapshot after = operation.after() != null ? evaluated(operation.after(), call) : before(call, operation);
            if (after != null) {
                found = found.and(comparison.between(before, after));
            }
        }
        return found;
    }

    private @Nullable Snapshot evaluated(ValueExpression expression, Call call) {
        return expression.evaluate(call) instanceof Value value ? snapshots.take(value.object()) : null;
    }

    private @Nullable Snapshot loaded(Call call, RecordedOperation operation) {
        @Nullable String type = operation.resourceType();
        @Nullable String id = call.resourceId(operation);
        if (type == null) {
            return null;
        }
        if (id == null) {
            // The resource does not exist yet.
            return snapshots.take(null);
        }
        try {
            for (OldValueLoader loader : loaders) {
                if (loader.supports(type)) {
                    return snapshots.take(loader.load(type, id));
                }
            }
            warnOnce("No OldValueLoader supports the resource type \"" + type + "\"", null);
        } catch (RuntimeException | Error failure) {
            warnOnce("Could not load a resource of the type \"" + type + "\"", failure);
        }
        return null;
    }

    private void warnOnce(String message, @Nullable Throwable failure) {
        if (!warned) {
            warned = true;
            log.warn("{}; its changes are not recorded. Further failures are not logged", message, failure);
        }
    }
}
