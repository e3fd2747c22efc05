package io.opsmon.operationlog.interception;

import io.opsmon.masking.Masking;
import io.opsmon.operationlog.Change;
import io.opsmon.operationlog.OldValueLoader;
import io.opsmon.operationlog.change.ChangeSettings;
import io.opsmon.operationlog.change.ChangeText;
import io.opsmon.operationlog.change.Comparison;
import io.opsmon.operationlog.change.Snapshot;
import io.opsmon.operationlog.change.Snapshots;
import io.opsmon.operationlog.template.ValueExpression;
import io.opsmon.operationlog.template.ValueExpression.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds what a call changed: from the states its annotation loads before and after it, and from those its code handed
 * to {@link io.opsmon.operationlog.OperationLogContext}. Thread-safe; a loader that throws costs the entry its changes
 * only.
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
     * Makes the capture.
     *
     * @param settings the bounds of comparisons
     * @param masking tells which names are sensitive
     * @param text says changes in descriptions
     * @param language the language of descriptions as they are stored
     * @param loaders load resources for {@link io.opsmon.operationlog.OperationLog#trackChanges}
     * @param skipUnchanged whether a call that could have changed something and did not is left unrecorded
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

    /** What is known of the changes of an operation. */
    record Found(List<Change> changes, boolean captured) {

        static final Found NOTHING = new Found(List.of(), false);

        Found and(List<Change> more) {
            List<Change> all = new ArrayList<>(changes);
            all.addAll(more);
            return new Found(List.copyOf(all), true);
        }
    }

    boolean isWorthAnEntry(Found found) {
        return !(skipUnchanged && found.captured() && found.changes().isEmpty());
    }

    Snapshot freeze(@Nullable Object object) {
        return snapshots.take(object);
    }

    String text(List<Change> changes) {
        return text.of(changes, language);
    }

    List<Change> between(@Nullable Object before, @Nullable Object after) {
        return comparison.between(freeze(before), freeze(after));
    }

    /** The state before the call; null if the operation asks for none or it cannot be had. */
    @Nullable
    Snapshot before(Call call, RecordedOperation operation) {
        @Nullable ValueExpression before = operation.before();
        if (before != null) {
            return evaluated(before, call);
        }
        return operation.trackChanges() ? loaded(call, operation) : null;
    }

    /** What the call changed, once it has returned. */
    Found found(Call call, RecordedOperation operation, @Nullable Snapshot before) {
        Found found = Found.NOTHING;
        @Nullable Object old = call.scope.oldValue();
        @Nullable Object changed = call.scope.newValue();
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
        @Nullable Object fromContext = call.scope.resourceId();
        @Nullable String id = fromContext != null ? fromContext.toString() : call.renderOrNull(operation.resourceId());
        if (type == null) {
            return null;
        }
        if (id == null) {
            // It does not exist yet.
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
            warnOnce("A resource of the type \"" + type + "\" cannot be loaded", failure);
        }
        return null;
    }

    private void warnOnce(String message, @Nullable Throwable failure) {
        if (!warned) {
            warned = true;
            log.warn("{}; its changes are not recorded, and this is said once.", message, failure);
        }
    }
}
