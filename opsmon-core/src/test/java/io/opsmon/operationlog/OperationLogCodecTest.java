package io.opsmon.operationlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opsmon.log.Outcome;
import io.opsmon.recording.EntryCodec;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OperationLogCodecTest {

    private final EntryCodec<OperationLogEntry> codec = OperationLogDefinition.OPERATION_LOG.codec();

    @Test
    void givesBackWhatItWrote() {
        OperationLogEntry failed =
                TestEntries.entry(TestEntries.NOON, "m", "A", "line\nbreak \"quoted\" 中文 🙂", Outcome.FAILURE);
        for (OperationLogEntry entry : new OperationLogEntry[] {TestEntries.complete(), TestEntries.sparse(), failed}) {
            byte[] json = codec.encode(entry);
            assertThat(codec.decode(json)).isEqualTo(entry);
            assertThat(new String(json, StandardCharsets.UTF_8)).doesNotContain("\n");
        }
    }

    @Test
    void passesOverWhatALaterVersionAdds() {
        OperationLogEntry entry = TestEntries.complete();
        String json = new String(codec.encode(entry), StandardCharsets.UTF_8);
        String later = json.substring(0, json.length() - 1)
                .replace("\"source\":{", "\"source\":{\"region\":[1,{\"a\":2}],\"zone\":7,")
                .concat(",\"annotations\":[{\"path\":\"a\"}],\"level\":3}");

        assertThat(codec.decode(later.getBytes(StandardCharsets.UTF_8))).isEqualTo(entry);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "null",
                "{",
                "{}",
                "{\"id\":\"x\"}",
                "{\"id\":\"00000000-0000-0000-0000-000000000000\"}"
            })
    void refusesWhatIsNoEntry(String json) {
        assertThatThrownBy(() -> codec.decode(json.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Not an operation log entry");
    }
}
