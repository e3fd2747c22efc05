package io.opsmon.hosts.jhipster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** The same host with a virtual thread for each request. */
@EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "Virtual threads need JDK 21: the host is NOT tested on them")
@TestPropertySource(properties = "spring.threads.virtual.enabled=true")
class VirtualThreadsTest extends ResourceServerTest {

    @Override
    void check(JsonNode operation) {
        // The name that Tomcat gives to virtual threads.
        assertThat(operation.path("source").path("thread").asString()).startsWith("tomcat-handler-");
    }
}
