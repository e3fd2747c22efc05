package io.opsmon.boot.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginTest {

    private static Origin origin(String text) {
        return Objects.requireNonNull(Origin.parse(text), text);
    }

    @ParameterizedTest
    @CsvSource({
        "https://shop.example.com, https://shop.example.com, true",
        "https://shop.example.com:443, https://shop.example.com, true",
        "HTTPS://Shop.Example.COM, https://shop.example.com, true",
        "http://[::1]:8080, http://[::1]:8080, true",
        "https://shop.example.com, http://shop.example.com, true",
        "http://shop.example.com, https://shop.example.com, false",
        "https://shop.example.com:8443, http://shop.example.com:8443, true",
        "https://shop.example.com:8443, https://shop.example.com, false",
        "http://localhost:8081, http://localhost:8080, false",
        "http://localhost:443, https://localhost, false",
        "https://example.com, https://shop.example.com, false",
        "https://shop.example.com., https://shop.example.com, false"
    })
    void belongsToARequest(String page, String request, boolean isOwn) {
        assertThat(origin(page).isOf(origin(request))).isEqualTo(isOwn);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "",
                "*",
                "shop.example.com",
                "//shop.example.com",
                "file://",
                "http://",
                "http://a@b",
                "http://a:x",
                "http://a:123456",
                "http://a/",
                "http://a b",
                "http://a\\b",
                "chrome-extension://abcdef",
                "http://a, http://b"
            })
    void isNoOrigin(String header) {
        assertThat(Origin.parse(header)).isNull();
    }

    @ParameterizedTest
    @CsvSource({"http://a/b?c#d, a", "http://a?http://b, a", "http://a:80, a", "https://[::1]/x, ::1"})
    void isReadFromAUrl(String url, String host) {
        assertThat(Objects.requireNonNull(Origin.ofUrl(url)).host()).isEqualTo(host);
    }
}
