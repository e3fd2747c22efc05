package io.opsmon.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.springframework.boot.test.web.server.LocalServerPort;

/** One browser for the tests of a class. Each test begins without a session, and ends without a complaint. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class BrowserTest {

    @LocalServerPort
    int port;

    private @Nullable Browser browser;

    @BeforeEach
    void openBrowser() {
        if (browser == null) {
            browser = new Browser("http://localhost:" + port + "/shop");
        } else {
            browser.forget();
        }
    }

    @AfterEach
    void complainsOfNothing() {
        assertThat(browser().complaints()).isEmpty();
    }

    @AfterAll
    void close() {
        if (browser != null) {
            browser.close();
        }
    }

    final Browser browser() {
        return Objects.requireNonNull(browser);
    }
}
