package io.opsmon.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ValueFilterTest {

    private static final List<Set<String>> SETS =
            List.of(Set.of(), Set.of(""), Set.of("a"), Set.of("b"), Set.of("a", "b"));

    private static List<ValueFilter> filters() {
        List<ValueFilter> filters = new ArrayList<>(List.of(ValueFilter.NONE));
        SETS.forEach(accepted -> SETS.forEach(excluded -> filters.add(new ValueFilter(accepted, excluded))));
        return filters;
    }

    @Test
    void acceptsWhatBothFiltersAccept() {
        for (ValueFilter one : filters()) {
            for (ValueFilter other : filters()) {
                ValueFilter both = one.and(other);
                for (String value : new String[] {null, "", "a", "b", "c"}) {
                    assertThat(both.accepts(value))
                            .as("%s and %s: %s", one, other, value)
                            .isEqualTo(one.accepts(value) && other.accepts(value));
                }
            }
        }
    }

    @Test
    void acceptsNothing() {
        for (String value : new String[] {null, "", "a"}) {
            assertThat(ValueFilter.NONE.accepts(value)).isFalse();
        }
    }
}
