package io.opsmon.operationlog.internal.change;

import io.opsmon.masking.Masking;
import io.opsmon.operationlog.AuditField;
import io.opsmon.operationlog.Change;
import io.opsmon.operationlog.internal.change.Snapshot.Bean;
import io.opsmon.operationlog.internal.change.Snapshot.Elements;
import io.opsmon.operationlog.internal.change.Snapshot.Masked;
import io.opsmon.operationlog.internal.change.Snapshot.Members;
import io.opsmon.operationlog.internal.change.Snapshot.Unknown;
import io.opsmon.operationlog.internal.payload.BeanProperties.Property;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Compares two snapshots. Immutable and thread-safe.
 *
 * <p>Beans of the same class are compared by all properties, beans of different classes (an entity and a form) by
 * common properties. Elements of lists and sets are matched by their key. Without a key, sets are matched by value, and
 * lists by position after equal beginnings and ends are removed.
 *
 * @since 0.1
 */
public final class Comparison {

    private final ChangeSettings settings;
    private final Masking masking;

    /**
     * Creates the comparison.
     *
     * @param settings the limits of comparisons
     * @param masking masks secrets in texts
     */
    public Comparison(ChangeSettings settings, Masking masking) {
        this.settings = settings;
        this.masking = masking;
    }

    /**
     * Compares two states.
     *
     * @param before the state before the operation
     * @param after the state after the operation
     * @return the differences in the order of the properties; empty if there are none
     */
    public Differences between(Snapshot before, Snapshot after) {
        Walk walk = new Walk();
        walk.compare(before.value, after.value, null);
        return new Differences(walk.found, walk.more, settings, masking);
    }

    /** Traverses two snapshots in parallel. {@link #place} is the current position; null at the root. */
    private final class Walk {

        private final List<Differences.Difference> found = new ArrayList<>();
        private @Nullable Place place;
        private int more;

        /** Compares the values at the current path. The key is the key property of a collection at this path. */
        void compare(@Nullable Object before, @Nullable Object after, @Nullable String key) {
            if (before == after || before instanceof Unknown || after instanceof Unknown) {
                return;
            }
            if (before instanceof Masked || after instanceof Masked) {
                masked(before, after);
            } else if (before instanceof Bean || after instanceof Bean) {
                beans(before, after);
            } else if (before instanceof Elements || after instanceof Elements) {
                elements(before, after, key);
            } else if (before instanceof Members || after instanceof Members) {
                members(before, after);
            } else if (!Values.same(before, after)) {
                found(before, after);
            }
        }

        private void masked(@Nullable Object before, @Nullable Object after) {
            @Nullable Object a = before instanceof Masked masked ? masked.value() : before;
            @Nullable Object b = after instanceof Masked masked ? masked.value() : after;
            if (!Values.deeplySame(a, b)) {
                found(a == null ? null : Values.MASK, b == null ? null : Values.MASK);
            }
        }

        private void beans(@Nullable Object before, @Nullable Object after) {
            if (before instanceof Bean a && after instanceof Bean b) {
                twoBeans(a, b);
            } else if (before == null && after instanceof Bean b) {
                for (int i = 0; i < b.values().length; i++) {
                    property(b.properties().get(i), null, b.values()[i]);
                }
            } else if (after == null && before instanceof Bean a) {
                for (int i = 0; i < a.values().length; i++) {
                    property(a.properties().get(i), a.values()[i], null);
                }
            } else if (before instanceof Members members && after instanceof Bean bean) {
                for (Property property : bean.properties()) {
                    property(property, member(members, property), bean.get(property.name()));
                }
            } else if (before instanceof Bean bean && after instanceof Members members) {
                for (Property property : bean.properties()) {
                    property(property, bean.get(property.name()), member(members, property));
                }
            } else {
                // A bean became a text or a list, which is only possible for a property of type Object.
                found(before, after);
            }
        }

        private static @Nullable Object member(Members members, Property property) {
            return members.values().getOrDefault(property.name(), Unknown.NO_SUCH_PROPERTY);
        }

        private void twoBeans(Bean a, Bean b) {
            boolean sameClass = a.properties() == b.properties();
            for (int i = 0; i < b.values().length; i++) {
                Property property = b.properties().get(i);
                @Nullable Object before = sameClass ? a.values()[i] : a.get(property.name());
                @Nullable Object after = b.values()[i];
                // The hot path: most values are the same, so the path is built only for values that differ.
                if (before != after && !(before != null && before.equals(after))) {
                    property(property, before, after);
                }
            }
        }

        private void property(Property property, @Nullable Object before, @Nullable Object after) {
            if (before == after || before instanceof Unknown || after instanceof Unknown) {
                return;
            }
            @Nullable AuditField audit = property.audit();
            @Nullable String label = audit == null || audit.label().isEmpty() ? null : audit.label();
            @Nullable Place above = place;
            place = Place.property(above, property.name(), label);
            compare(before, after, audit == null || audit.key().isEmpty() ? null : audit.key());
            place = above;
        }

        private void members(@Nullable Object before, @Nullable Object after) {
            if ((before != null && !(before instanceof Members)) || (after != null && !(after instanceof Members))) {
                found(before, after);
                return;
            }
            Map<String, @Nullable Object> a = before instanceof Members members ? members.values() : Map.of();
            Map<String, @Nullable Object> b = after instanceof Members members ? members.values() : Map.of();
            a.forEach((name, value) -> {
                if (!b.containsKey(name)) {
                    element(name, () -> found(value, null, Change.Type.REMOVED));
                }
            });
            b.forEach((name, value) -> {
                if (a.containsKey(name)) {
                    element(name, () -> compare(a.get(name), value, null));
                } else {
                    element(name, () -> found(null, value, Change.Type.ADDED));
                }
            });
        }

        private void element(String name, Runnable comparison) {
            @Nullable Place above = place;
            place = Place.element(above, String.valueOf(masking.maskText(name)));
            comparison.run();
            place = above;
        }

        private void elements(@Nullable Object before, @Nullable Object after, @Nullable String key) {
            if ((before != null && !(before instanceof Elements)) || (after != null && !(after instanceof Elements))) {
                found(before, after);
                return;
            }
            @Nullable Object[] a = before instanceof Elements elements ? elements.values() : new Object[0];
            @Nullable Object[] b = after instanceof Elements elements ? elements.values() : new Object[0];
            boolean ordered =
                    !(before instanceof Elements x && !x.ordered()) && !(after instanceof Elements y && !y.ordered());
            @Nullable Map<Object, Integer> keyedA = Values.byKey(a, key);
            @Nullable Map<Object, Integer> keyedB = Values.byKey(b, key);
            if (keyedA != null && keyedB != null && !(keyedA.isEmpty() && keyedB.isEmpty())) {
                keyed(a, b, keyedA, keyedB, key);
            } else if (ordered) {
                byPosition(a, b);
            } else {
                byValue(a, b);
            }
        }

        /** Compares elements by key. In a path, a masked key is replaced by the element's position. */
        private void keyed(
                @Nullable Object[] a,
                @Nullable Object[] b,
                Map<Object, Integer> before,
                Map<Object, Integer> after,
                @Nullable String key) {
            String[] shownA = Values.shownKeys(a, key);
            String[] shownB = Values.shownKeys(b, key);
            before.forEach((identity, position) -> {
                if (!after.containsKey(identity)) {
                    element(shownA[position], () -> found(a[position], null, Change.Type.REMOVED));
                }
            });
            after.forEach((identity, position) -> {
                @Nullable Integer former = before.get(identity);
                if (former != null) {
                    element(shownB[position], () -> compare(a[former], b[position], null));
                } else {
                    element(shownB[position], () -> found(null, b[position], Change.Type.ADDED));
                }
            });
        }

        private void byPosition(@Nullable Object[] a, @Nullable Object[] b) {
            int shorter = Math.min(a.length, b.length);
            int start = 0;
            while (start < shorter && Values.deeplySame(a[start], b[start])) {
                start++;
            }
            int end = 0;
            while (end < shorter - start && Values.deeplySame(a[a.length - 1 - end], b[b.length - 1 - end])) {
                end++;
            }
            int lastA = a.length - end;
            int lastB = b.length - end;
            for (int i = start; i < Math.max(lastA, lastB); i++) {
                @Nullable Object before = i < lastA ? a[i] : null;
                @Nullable Object after = i < lastB ? b[i] : null;
                if (i >= lastA) {
                    element(Integer.toString(i), () -> found(null, after, Change.Type.ADDED));
                } else if (i >= lastB) {
                    element(Integer.toString(i), () -> found(before, null, Change.Type.REMOVED));
                } else {
                    element(Integer.toString(i), () -> compare(before, after, null));
                }
            }
        }

        private void byValue(@Nullable Object[] a, @Nullable Object[] b) {
            Map<Object, @Nullable Object> before = Values.byValue(a);
            Map<Object, @Nullable Object> after = Values.byValue(b);
            before.forEach((identity, value) -> {
                if (!after.containsKey(identity)) {
                    element("", () -> found(value, null, Change.Type.REMOVED));
                }
            });
            after.forEach((identity, value) -> {
                if (!before.containsKey(identity)) {
                    element("", () -> found(null, value, Change.Type.ADDED));
                }
            });
        }

        private void found(@Nullable Object before, @Nullable Object after) {
            found(
                    before,
                    after,
                    before == null ? Change.Type.ADDED : after == null ? Change.Type.REMOVED : Change.Type.CHANGED);
        }

        private void found(@Nullable Object before, @Nullable Object after, Change.Type type) {
            if (found.size() < settings.maxChanges()) {
                found.add(new Differences.Difference(place, type, before, after));
            } else {
                more++;
            }
        }
    }
}
