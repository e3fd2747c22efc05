package io.opsmon.masking;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MaskingTest {

    private final Masking masking = new Masking(Masking.DEFAULT_KEYS);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password",
                "newPassword",
                "NEW_PASSWORD",
                "api-key",
                "x.api.key",
                "id_card",
                "accessToken",
                "Set-Cookie",
                "bankCardNo"
            })
    void findsSecretKeys(String key) {
        assertThat(masking.isSensitive(key)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "name", "pass", "card", "id", "description", "authority"})
    void leavesOtherKeys(String key) {
        assertThat(masking.isSensitive(key)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a=1&password=x&b=2|a=1&password=***&b=2",
                "access_token=abc|access_token=***",
                "a=1&&token=|a=1&&token=***",
                "token|token",
                "q=password%3Dx|q=password%3Dx",
                "password=a=b&c=d|password=***&c=d"
            })
    void hidesInQueries(String query, String masked) {
        assertThat(masking.maskQuery(query)).isEqualTo(masked);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "login failed: password=hunter2, user=ada|login failed: password=***, user=ada",
                "bad json {\"newPassword\": \"a b\", \"x\": 1}|bad json {\"newPassword\": ***, \"x\": 1}",
                "header Authorization: Bearer abc.def|header Authorization: Bearer ***",
                "url https://h/?api_key=zzz&x=1|url https://h/?api_key=***&x=1",
                "no trouble: here|no trouble: here",
                "the password was wrong|the password was wrong"
            })
    void hidesInText(String text, String masked) {
        assertThat(masking.maskText(text)).isEqualTo(masked);
    }

    @Test
    void isQuickOnHostileText() {
        String text = "password" + "password ".repeat(200_000) + "=" + "\"".repeat(1000);

        assertThat(masking.maskText(text)).startsWith("password");
    }

    @Test
    void leavesAMaskedTextAsItIs() {
        String masked = "{\"password\":***, oops";

        assertThat(masking.maskText(masked)).isEqualTo(masked);
    }

    @Test
    void hidesNothingWithoutKeys() {
        Masking none = new Masking(List.of());

        assertThat(none.isSensitive("password")).isFalse();
        assertThat(none.maskQuery("password=1")).isEqualTo("password=1");
        assertThat(none.maskText("password=1")).isEqualTo("password=1");
    }
}
