package io.opsmon.boot.operationlog.reactive;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ContextPropagationHintTest {

    @Test
    void namesTheMissingLibraryAndTheSetting() {
        assertThat(new ContextPropagationHint("limited").hint(false))
                .contains("context-propagation\" is not on the class path and")
                .endsWith("Add the library and set spring.reactor.context-propagation=auto.");
        assertThat(new ContextPropagationHint("auto").hint(false))
                .contains("is not on the class path. Add the library");
        assertThat(new ContextPropagationHint("limited").hint(true))
                .contains("\"spring.reactor.context-propagation\" is not \"auto\". Set");
    }

    @Test
    void saysNothingIfContextsArePropagated() {
        assertThat(new ContextPropagationHint("AUTO").hint(true)).isNull();
    }
}
