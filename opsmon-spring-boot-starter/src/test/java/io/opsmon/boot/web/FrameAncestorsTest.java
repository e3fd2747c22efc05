package io.opsmon.boot.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FrameAncestorsTest {

    @Test
    void saysTheSameInBothHeaders() {
        assertThat(FrameAncestors.of(List.of("none")))
                .isEqualTo(FrameAncestors.of(List.of()))
                .isEqualTo(FrameAncestors.of(List.of("'none'")))
                .isEqualTo(new FrameAncestors("'none'", Map.of("X-Frame-Options", "DENY")));
        assertThat(FrameAncestors.of(List.of("self")))
                .isEqualTo(FrameAncestors.of(List.of(" 'self' ")))
                .isEqualTo(new FrameAncestors("'self'", Map.of("X-Frame-Options", "SAMEORIGIN")));
        assertThat(FrameAncestors.of(List.of("self", "https://a.example", "http://b.example:8080")))
                .isEqualTo(new FrameAncestors("'self' https://a.example http://b.example:8080", Map.of()));
        assertThat(FrameAncestors.of(List.of("https://a.example")))
                .isEqualTo(new FrameAncestors("https://a.example", Map.of()));
    }

    @Test
    void acceptsNoOtherDirective() {
        for (String value : List.of("*", "none; script-src *", "https://a.example/path", "a.example", "", "data:")) {
            assertThatThrownBy(() -> FrameAncestors.of(List.of("self", value)))
                    .as(value)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("opsmon.web.frame-ancestors");
        }
        assertThatThrownBy(() -> FrameAncestors.of(List.of("self", "none")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
