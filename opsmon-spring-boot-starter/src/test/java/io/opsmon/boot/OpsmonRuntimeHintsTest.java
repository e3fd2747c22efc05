package io.opsmon.boot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.core.io.support.SpringFactoriesLoader;

class OpsmonRuntimeHintsTest {

    private static RuntimeHints hints() {
        RuntimeHints hints = new RuntimeHints();
        SpringFactoriesLoader.forResourceLocation("META-INF/spring/aot.factories")
                .load(RuntimeHintsRegistrar.class)
                .forEach(registrar -> registrar.registerHints(hints, OpsmonRuntimeHintsTest.class.getClassLoader()));
        return hints;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "io/opsmon/schema/operation-log.xml",
                "io/opsmon/schema/chain.xml",
                "io/opsmon/schema/login-log.xml",
                "io/opsmon/schema/online-user.xml",
                "io/opsmon/internal/client/user-agents.yaml",
                "ua_parser/regexes.yaml",
                "io/opsmon/boot/web/openapi/openapi.json",
                "io/opsmon/console/index.html",
                "io/opsmon/console/vendor/lit-html/lit-html.js"
            })
    void keepsResources(String resource) {
        assertThat(getClass().getClassLoader().getResource(resource)).isNotNull();
        assertThat(RuntimeHintsPredicates.resource().forResource(resource)).accepts(hints());
    }

    @Test
    void keepsMessages() {
        assertThat(RuntimeHintsPredicates.resource().forBundle("io.opsmon.operationlog.messages"))
                .accepts(hints());
    }
}
