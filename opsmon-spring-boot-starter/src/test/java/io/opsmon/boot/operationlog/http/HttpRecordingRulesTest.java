package io.opsmon.boot.operationlog.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HttpRecordingRulesTest {

    private static HttpRecordingRules rules(Collection<String> include, Collection<String> exclude) {
        return new HttpRecordingRules(Set.of("POST"), List.copyOf(include), List.copyOf(exclude), "http", true, 100);
    }

    @Test
    void recordsAPathThatIsIncludedInOneWayOfReadingIt() {
        HttpRecordingRules rules = rules(List.of("/api/**"), List.of("/api/public/**", "/api/health"));

        assertThat(rules.apply(List.of("/api/orders"), null)).isTrue();
        assertThat(rules.apply(List.of("/other"), null)).isFalse();
        assertThat(rules.apply(List.of("/api/health/"), null)).isFalse();
        assertThat(rules.apply(List.of("/api/public/x%2F..%2Forders", "/api/orders"), null))
                .isTrue();
        assertThat(rules.mayApply("POST", List.of("/API/orders"))).isTrue();
        assertThat(rules.apply(List.of("/API/orders"), "/api/orders")).isTrue();
        assertThat(rules.apply(List.of("/API/orders"), null)).isFalse();
        assertThat(rules.apply(List.of("/api/public/x"), "/api/{any}/x")).isFalse();
        assertThat(rules.mayApply("GET", List.of("/api/orders"))).isFalse();
    }
}
