package io.opsmon.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.opsmon.log.Outcome;
import io.opsmon.operationlog.OperationLogRecorder;
import io.opsmon.operationlog.OperationLogRepository;
import io.opsmon.operationlog.TestEntries;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The console in a browser, under a context path. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "server.servlet.context-path=/shop",
            "spring.datasource.url=jdbc:h2:mem:console;DB_CLOSE_DELAY=-1",
            "opsmon.recording.journal.directory=target/journals/${random.uuid}"
        })
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsoleTest {

    private static final String HOSTILE =
            "<img src=x onerror=alert(1)><script>alert(2)</script> \u202Etxt.exe =1+1 " + "x".repeat(1_500);

    @LocalServerPort
    private int port;

    @Autowired
    private OperationLogRecorder recorder;

    @Autowired
    private OperationLogRepository repository;

    @SuppressWarnings("NullAway.Init")
    private Browser browser;

    @BeforeAll
    void fillTheLog() {
        recorder.flush(Duration.ofSeconds(10));
        repository.saveAll(List.of(TestEntries.entry(
                Instant.parse("2026-01-05T10:00:00Z"), "hostile", "OTHER", HOSTILE, Outcome.FAILURE)));
        for (int i = 0; i < 120; i++) {
            repository.saveAll(List.of(TestEntries.entry(
                    Instant.parse("2026-01-06T10:00:00Z").plusSeconds(i),
                    "many",
                    "QUERY",
                    "entry " + i,
                    Outcome.SUCCESS)));
        }
    }

    @BeforeEach
    void openBrowser() {
        browser = new Browser("http://localhost:" + port + "/shop");
    }

    @AfterEach
    void closeBrowser() {
        if (browser != null) {
            try {
                assertThat(browser.complaints()).isEmpty();
            } finally {
                browser.close();
            }
        }
    }

    @AfterAll
    void nothingWasLost() {
        assertThat(recorder.statistics().dropped()).isZero();
    }

    private List<WebElement> rows() {
        return browser.findAll("tbody tr");
    }

    @Test
    void sendsToTheLoginPageAndBack() {
        browser.open("/opsmon");
        browser.waitFor("input[name=username]").sendKeys("auditor");
        browser.find("input[name=password]").sendKeys("auditor");
        browser.find("button").click();

        browser.waitFor("tbody tr");
        assertThat(browser.address()).contains("/shop/opsmon/");
        assertThat(browser.text()).contains("placed order", "auditor");
    }

    @Test
    void showsFiltersAndOpensEntries() {
        browser.signIn("auditor");
        browser.open("/opsmon/");
        browser.waitFor("tbody tr");
        browser.screenshot("operation-logs");

        browser.find("input[name=module]").sendKeys("products", Keys.ENTER);
        browser.waitUntil(() -> rows().size() == 2);
        assertThat(browser.address()).contains("module=products");
        assertThat(browser.text()).contains("changed the price of Milk oolong, 100 g from 14.20 to 13.90");

        browser.findAll("tbody .open").stream()
                .filter(button -> button.getText().contains("oolong"))
                .findFirst()
                .orElseThrow()
                .click();
        browser.waitFor("dialog[open] pre");
        assertThat(browser.find("dialog").getText())
                .contains("spring offer", "io.opsmon.sample.product.ProductService#changePrice", "TEA-OOLONG");
        assertThat(browser.find("dialog .changes").getText()).contains("Price 14.20 13.90");
        assertThat(browser.address()).contains("id=");
        browser.screenshot("operation-log-entry");
        String link = browser.address();

        browser.find("dialog").sendKeys(Keys.ESCAPE);
        browser.waitUntil(() -> browser.findAll("dialog[open]").isEmpty());
        assertThat(browser.address()).doesNotContain("id=");
        assertThat(browser.evaluate("return document.activeElement.className")).isEqualTo("open");

        browser.open("/customers");
        browser.open(link.substring(link.indexOf("/opsmon")));
        browser.waitFor("dialog[open] pre");
        assertThat(browser.find("dialog").getText()).contains("TEA-OOLONG");
    }

    @Test
    void walksThroughALongList() {
        browser.signIn("auditor");
        browser.open("/opsmon/#module=many");
        browser.waitUntil(() -> rows().size() == 50);
        assertThat(browser.find(".count").getText()).isEqualTo("120");
        browser.find(".more button").click();
        browser.waitUntil(() -> rows().size() == 100);
        browser.find(".more button").click();
        browser.waitUntil(() -> rows().size() == 120);
        assertThat(browser.findAll(".more button")).isEmpty();
    }

    @Test
    void namesTheFieldThatIsWrong() {
        browser.signIn("auditor");
        browser.open("/opsmon/#clientIp=1&minDurationMs=-5");
        browser.waitFor("[role=alert]");
        assertThat(browser.find("[role=alert]").getText()).contains("minDurationMs");
        assertThat(browser.find("input[name=minDurationMs]").getAttribute("aria-invalid"))
                .isEqualTo("true");
        // The browser reports the answer 400 itself; everything else would be ours.
        assertThat(browser.complaints()).allMatch(complaint -> complaint.contains("400"));
    }

    @Test
    void showsHostileContentAsText() {
        browser.signIn("auditor");
        browser.open("/opsmon/#module=hostile");
        browser.waitUntil(() -> rows().size() == 1);
        assertThat(browser.findAll("tbody img, tbody script")).isEmpty();
        browser.find("tbody .open").click();
        browser.waitFor("dialog[open] dl");
        assertThat(browser.find("dialog h2").getText())
                .startsWith("<img src=x onerror=alert(1)><script>")
                .doesNotContain("\u202E");
        browser.screenshot("hostile");
    }

    @Test
    void saysPlainlyWhoMayNot() {
        browser.signIn("clerk");
        browser.open("/opsmon/");
        browser.waitFor("[role=alert]");
        assertThat(browser.text()).contains("You are not permitted to see operation logs");
    }

    @Test
    void looksRightOnAPhoneAndInTheDark() {
        browser.signIn("auditor");
        browser.resize(500, 900);
        browser.theme("dark");
        browser.open("/opsmon/");
        browser.waitFor("tbody tr");
        assertThat(browser.evaluate("return document.documentElement.scrollWidth <= window.innerWidth"))
                .isEqualTo(true);
        browser.screenshot("operation-logs-phone-dark");
    }

    @Test
    void asksNoOtherHostAndStaysSmall() {
        browser.signIn("auditor");
        browser.open("/opsmon/");
        browser.waitFor("tbody tr");
        assertThat(
                        browser.evaluate(
                                "return performance.getEntriesByType('resource').filter(e => !e.name.startsWith(location.origin + '/shop/opsmon/')).length"))
                .isEqualTo(0L);
        Object bytes = browser.evaluate(
                "return performance.getEntriesByType('resource').reduce((sum, e) => sum + e.transferSize, 0)");
        assertThat((Long) bytes).isLessThan(300_000L);
    }
}
