package io.opsmon.operationlog.internal.interception;

import io.opsmon.operationlog.internal.change.Snapshot;
import io.opsmon.operationlog.internal.template.Template;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The values of one entry that are captured before the method runs. The entry belongs to the call as a whole, or to one
 * element of a list. Written by the thread of the call only.
 */
final class EntryState {

    /** The state of the entry of a whole call for which nothing is captured. Never written. */
    static final EntryState NOTHING = ofCall();

    private final boolean ofElement;
    private final @Nullable Object element;
    private final boolean sensitive;
    private boolean ofNoElement;

    @Nullable
    String argumentsJson;

    @Nullable
    Snapshot state;

    /** Number of elements after this element that have no entry. */
    int omitted;

    private @Nullable Map<Template, @Nullable Object[]> values;

    private EntryState(boolean ofElement, @Nullable Object element, boolean sensitive) {
        this.ofElement = ofElement;
        this.element = element;
        this.sensitive = sensitive;
    }

    /** Creates the state of the entry of a whole call. */
    static EntryState ofCall() {
        return new EntryState(false, null, false);
    }

    /** Creates the state of the entry of a call whose list is empty. */
    static EntryState ofNoElement() {
        EntryState none = new EntryState(true, null, false);
        none.ofNoElement = true;
        return none;
    }

    /** Creates the state of the entry of an element. */
    static EntryState of(@Nullable Object element, boolean sensitive) {
        return new EntryState(true, element, sensitive);
    }

    boolean isOfElement() {
        return ofElement;
    }

    boolean isOfNoElement() {
        return ofNoElement;
    }

    @Nullable
    Object element() {
        return element;
    }

    /** Returns whether stored texts show a mask instead of the element. */
    boolean isSensitive() {
        return sensitive;
    }

    void putValues(Template template, @Nullable Object[] evaluated) {
        Map<Template, @Nullable Object[]> all = values == null ? new HashMap<>() : values;
        all.put(template, evaluated);
        values = all;
    }

    /** Returns the values of the parts of a template that are evaluated before the call; null if there are none. */
    @Nullable
    Object @Nullable [] values(Template template) {
        return values == null ? null : values.get(template);
    }
}
