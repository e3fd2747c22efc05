package io.opsmon.operationlog.internal.payload;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonIgnoreType;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.opsmon.masking.Masking;
import io.opsmon.operationlog.Sensitive;
import java.net.URI;
import java.nio.CharBuffer;
import java.util.AbstractMap.SimpleEntry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import kotlin.Pair;
import org.junit.jupiter.api.Test;
import org.springframework.cglib.proxy.Enhancer;
import org.springframework.cglib.proxy.MethodInterceptor;
import org.springframework.http.HttpHeaders;

/** Secrets are masked for every place of their annotation or name, and for every type of container. */
class HiddenPropertiesTest {

    private final PayloadWriter writer =
            new PayloadWriter(PayloadSettings.defaults(), new Masking(Masking.DEFAULT_KEYS), List.of());

    private String write(Object value) {
        return writer.write(value, PathFilter.ALL);
    }

    public static class Card {

        @JsonIgnore
        public String getPin() {
            return "1234";
        }

        @Sensitive
        public String getBank() {
            return "6222";
        }

        public String getOwner() {
            return "ada";
        }
    }

    @Test
    void findsAnnotationsOfGettersThatAGeneratedSubclassOverrides() {
        Object generated = Enhancer.create(Card.class, (MethodInterceptor)
                (object, method, arguments, proxy) -> proxy.invokeSuper(object, arguments));

        assertThat(write(generated))
                .contains("\"owner\":\"ada\"", "\"bank\":\"***\"")
                .doesNotContain("1234", "6222", "pin");
    }

    public interface HasPin {
        @Sensitive
        String getPin();
    }

    public record OfInterface(String owner) implements HasPin {
        @Override
        public String getPin() {
            return "1234";
        }
    }

    public static class BeanOfInterface implements HasPin {
        @Override
        public String getPin() {
            return "1234";
        }
    }

    @Test
    void findsAnnotationsOfInterfaces() {
        assertThat(write(new BeanOfInterface())).isEqualTo("{\"pin\":\"***\"}");
        assertThat(write(new OfInterface("ada"))).doesNotContain("1234");
    }

    @JsonIgnoreProperties({"hash"})
    public static class Account {

        private String pin = "1234";
        private String code = "5678";

        public String getPin() {
            return pin;
        }

        @JsonProperty(access = JsonProperty.Access.WRITE_ONLY)
        public void setPin(String pin) {
            this.pin = pin;
        }

        public String getHash() {
            return "9abc";
        }

        public String getCode() {
            return code;
        }

        public void setCode(@Sensitive String code) {
            this.code = code;
        }

        public Internal getInternal() {
            return new Internal();
        }
    }

    @JsonIgnoreType
    public static class Internal {
        public String getState() {
            return "internal-state";
        }
    }

    public static class SubAccount extends Account {}

    @Test
    void leavesOutWhatJacksonLeavesOut() {
        assertThat(write(new SubAccount())).isEqualTo("{\"code\":\"***\"}");
    }

    /** As Kotlin compiles {@code data class Login(val user: String, @Sensitive val pin: String)}. */
    public static final class Login {

        private final String user;
        private final String pin;

        public Login(String user, @Sensitive String pin) {
            this.user = user;
            this.pin = pin;
        }

        public String getUser() {
            return user;
        }

        public String getPin() {
            return pin;
        }

        public String component1() {
            return user;
        }

        public String component2() {
            return pin;
        }
    }

    @Test
    void findsAnnotationsOfConstructorParameters() {
        assertThat(write(new Login("ada", "1234"))).isEqualTo("{\"user\":\"ada\",\"pin\":\"***\"}");
    }

    public static class Named {
        @JsonProperty("password")
        public String getFirstField() {
            return "hunter2";
        }
    }

    @Test
    void hidesByTheNameInJson() {
        assertThat(write(new Named())).doesNotContain("hunter2");
    }

    @Test
    void masksHeaders() {
        HttpHeaders headers = new HttpHeaders();
        headers.setBearerAuth("secret123");
        headers.add(HttpHeaders.COOKIE, "SESSION=abc; x=y");
        headers.add(HttpHeaders.ACCEPT, "*/*");

        assertThat(write(Map.of("headers", headers)))
                .contains("\"Accept\":\"*/*\"", "\"Authorization\":\"***\"", "\"Cookie\":\"***\"")
                .doesNotContain("secret123", "SESSION");
    }

    record User(String name, String password) {}

    @Test
    void looksIntoWhateverHoldsAnObject() {
        User user = new User("ada", "hunter2");
        String hidden = "{\"name\":\"ada\",\"password\":\"***\"}";

        assertThat(write(new AtomicReference<>(user))).isEqualTo(hidden);
        assertThat(write(Optional.of(user))).isEqualTo(hidden);
        assertThat(write(Map.entry("k", user))).isEqualTo("{\"k\":" + hidden + "}");
        assertThat(write(new SimpleEntry<>("password", "hunter2"))).isEqualTo("{\"password\":\"***\"}");
        assertThat(write(new Pair<>("k", user))).isEqualTo("{\"first\":\"k\",\"second\":" + hidden + "}");
        assertThat(write(Map.of(user, 1))).doesNotContain("hunter2").contains("ada");
        assertThat(write(List.of(Map.of(List.of(user), 1)))).doesNotContain("hunter2");
    }

    @Test
    void masksTexts() {
        assertThat(write(new IllegalStateException("login {\"password\":\"hunter2\"}")))
                .doesNotContain("hunter2");
        assertThat(write(URI.create("https://ada:hunter2@h/x?token=abc123")))
                .doesNotContain("hunter2", "abc123")
                .contains("https://ada:***@h/x");
        assertThat(write(CharBuffer.wrap("password=hunter2"))).isEqualTo("\"password=***\"");
        assertThat(write(Map.of("https://ada:hunter2@h", 1))).doesNotContain("hunter2");
        assertThat(write("x".repeat(1_990) + " token=" + "s".repeat(400))).doesNotContain("sss");
    }
}
