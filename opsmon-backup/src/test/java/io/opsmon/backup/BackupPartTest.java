package io.opsmon.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BackupPartTest {

    @ParameterizedTest
    @CsvSource({
        "orders, public, orders, true",
        "ORDERS, public, orders, true",
        "orders, other, orders, true",
        "public.orders, public, orders, true",
        "public.orders, other, orders, false",
        "pub*.*, public, orders, true",
        "*_log, app, audit_log, true",
        "*_log, app, audit_logs, false",
        "?udit, app, audit, true",
        "a?b, app, a.b, true",
        "a+(b, app, a+(b, true",
        "a+(b, app, aa(b, false",
        "orders, '', orders, true",
        "public.orders, '', orders, false"
    })
    void matchesNames(String pattern, String schema, String name, boolean matches) {
        assertThat(BackupPart.matches(pattern, schema, name)).isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", " a", "a ", "a.b.c", ".a", "a.", "\"a\"", "`a`", "\"a\".\"b\"", "'a'"})
    void rejectsMalformedPatternsWithTheNameOfTheirList(String pattern) {
        assertThatThrownBy(() -> new BackupPart(List.of(), List.of(), List.of("fine", pattern), false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("exclude-data: the pattern \"" + pattern + "\"");
    }

    @Test
    void excludesFromWhatIsIncluded() {
        BackupPart part = new BackupPart(List.of("app.*"), List.of("*_log"), List.of("*_cache"), false);

        assertThat(part.contains("app", "orders")).isTrue();
        assertThat(part.contains("app", "audit_log")).isFalse();
        assertThat(part.contains("other", "orders")).isFalse();
        assertThat(part.containsRows("app", "orders")).isTrue();
        assertThat(part.containsRows("app", "page_cache")).isFalse();
        assertThat(part.isEverything()).isFalse();
        assertThat(BackupPart.EVERYTHING.isEverything()).isTrue();
    }
}
