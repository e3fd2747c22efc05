package io.opsmon.loginlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opsmon.client.ClientHints;
import io.opsmon.recording.EntryCodec;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LoginLogCodecTest {

    private final EntryCodec<LoginLogEntry> codec = LoginLogDefinition.LOGIN_LOG.codec();

    @Test
    void givesBackWhatItWrote() {
        assertThat(codec.decode(codec.encode(TestLogins.complete())))
                .usingRecursiveComparison()
                .ignoringFields("id")
                .isEqualTo(TestLogins.complete());
        LoginLogEntry sparse = TestLogins.sparse();
        assertThat(codec.decode(codec.encode(sparse))).isEqualTo(sparse);
    }

    @Test
    void keepsHintsUntilTheDeviceIsKnown() {
        ClientHints hints = new ClientHints("Windows", "15.0.0", null, "\"Chromium\";v=\"131\"", false);
        LoginLogEntry entry =
                TestLogins.complete().described(new LoginClient("10.0.0.1", "Mozilla/5.0", hints), java.util.Set.of());

        assertThat(codec.decode(codec.encode(entry))).isEqualTo(entry);
    }

    @Test
    void namesWhatIsWrong() {
        assertThatThrownBy(() -> codec.decode("{\"id\":\"x\"}".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("login log entry");
    }
}
