package io.opsmon.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.opsmon.http.HttpFacts;
import io.opsmon.log.Outcome;
import io.opsmon.log.TraceContext;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.OperationLogRecorder;
import io.opsmon.operationlog.OperationLogRepository;
import io.opsmon.operationlog.Operator;
import io.opsmon.operationlog.Resource;
import io.opsmon.operationlog.TestEntries;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Tests how the console finds entries: suggested values, filters from cells, the details beside the list. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "server.servlet.context-path=/shop",
            "spring.datasource.url=jdbc:h2:mem:console-search;DB_CLOSE_DELAY=-1",
            "opsmon.backup.directory=target/backups/${random.uuid}",
            "opsmon.backup.min-free-space=1MB",
            "opsmon.recording.journal.directory=target/journals/${random.uuid}"
        })
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsoleSearchTest {

    private static final Instant START = Instant.parse("2026-01-06T10:00:00Z");

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
        List<OperationLogEntry> entries = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            entries.add(entry(i, i < 6 ? "ada" : i < 10 ? "bob" : "!carl", i % 2 == 0 ? "UPDATE" : "DELETE"));
        }
        repository.saveAll(entries);
    }

    private static OperationLogEntry entry(int number, String operator, String action) {
        return TestEntries.with(
                TestEntries.entry(
                        START.plusSeconds(number),
                        "library",
                        action,
                        "entry " + number,
                        number == 7 ? Outcome.FAILURE : Outcome.SUCCESS),
                Operator.of(operator),
                new Resource("book", "b-" + number % 3),
                new HttpFacts("GET", "/books", null, 200, "2001:db8::" + number % 2, null, null),
                new TraceContext("0af7651916cd43dd8448eb211c80319c", null),
                Duration.ofMillis(1));
    }

    @BeforeEach
    void openBrowser() {
        if (browser == null) {
            browser = new Browser("http://localhost:" + port + "/shop");
        } else {
            browser.forget();
        }
        browser.signIn("auditor");
    }

    @AfterEach
    void complainsOfNothing() {
        if (browser != null) {
            assertThat(browser.complaints()).isEmpty();
        }
    }

    @AfterAll
    void closeBrowser() {
        if (browser != null) {
            browser.close();
        }
    }

    private List<WebElement> rows() {
        return browser.findAll(".table tbody tr");
    }

    private List<String> suggestions() {
        return browser.findAll(".suggestions [role=option]").stream()
                .map(option -> option.getText().replaceAll("\\s+", " ").strip())
                .toList();
    }

    private void waitForSuggestions(String... expected) {
        browser.waitUntil(() -> suggestions().equals(List.of(expected)));
    }

    @Test
    void suggestsTheValuesOfAFilterWithTheirCounts() {
        browser.open("/opsmon/operation-logs?module=library");
        browser.waitUntil(() -> rows().size() == 12);
        WebElement operator = browser.find("input[name=operator]");
        operator.sendKeys(Keys.ARROW_DOWN);
        waitForSuggestions("ada 6", "bob 4", "!carl 2");
        assertThat(browser.barriers()).isEmpty();
        browser.screenshot("suggestions");

        operator.sendKeys("B");
        waitForSuggestions("bob 4");
        operator.sendKeys(Keys.ARROW_DOWN);
        browser.waitFor("[role=option].active");
        assertThat(operator.getAttribute("aria-activedescendant"))
                .isEqualTo(browser.find("[role=option].active").getAttribute("id"));
        assertThat(browser.barriers()).isEmpty();
        operator.sendKeys(Keys.ENTER);
        browser.waitUntil(() -> rows().size() == 4);
        assertThat(browser.address()).endsWith("?module=library&operator=bob");
        assertThat(operator.getAttribute("value")).isEqualTo("bob");

        operator.sendKeys(Keys.ESCAPE);
        browser.waitUntil(() -> browser.findAll(".suggestions").isEmpty());
        operator.sendKeys(Keys.ARROW_DOWN);
        waitForSuggestions("ada 6", "✓ bob 4", "!carl 2");
        operator.sendKeys(Keys.ARROW_UP, Keys.ENTER);
        browser.waitUntil(() -> rows().size() == 6);
        assertThat(browser.address()).endsWith("?module=library&operator=bob&operator=%5C%21carl");
        assertThat(browser.find(".chips").getText()).contains("Operator: bob", "Operator: !carl");

        operator.sendKeys(Keys.ARROW_UP, Keys.ENTER);
        browser.waitUntil(() -> rows().size() == 2);
        assertThat(browser.address()).endsWith("?module=library&operator=%5C%21carl");
    }

    @Test
    void suggestsTheWordsOfConstants() {
        browser.open("/opsmon/operation-logs?module=library");
        browser.waitUntil(() -> rows().size() == 12);
        browser.find("input[name=outcome]").click();
        waitForSuggestions("Success 11", "Failed 1", "Cancelled 0");
        browser.find("input[name=outcome]").sendKeys("fai", Keys.ARROW_DOWN, Keys.ENTER);
        browser.waitUntil(() -> rows().size() == 1);
        assertThat(browser.address()).endsWith("?module=library&outcome=FAILURE");
        assertThat(browser.find("input[name=outcome]").getAttribute("value")).isEqualTo("Failed");

        browser.find("input[name=outcome]").sendKeys(Keys.ESCAPE);
        browser.find("input[name=action]").sendKeys("delete", Keys.ENTER);
        browser.waitUntil(() -> browser.address().contains("action=DELETE"));
        assertThat(browser.address()).contains("outcome=FAILURE", "action=DELETE");

        browser.find("input[name=module]").sendKeys("x");
        browser.waitUntil(() -> browser.text().contains("No values"));
        assertThat(browser.barriers()).isEmpty();
    }

    @Test
    void suggestsOnAPhone() {
        browser.resize(320, 700);
        browser.open("/opsmon/operation-logs?module=library&node=!none");
        browser.waitFor("details.more[open]");
        for (String name : List.of("action", "operator", "resourceType")) {
            browser.find("input[name=" + name + "]").click();
            browser.waitFor(".suggestions [role=option]");
            assertThat(browser.evaluate("const box = document.querySelector('.suggestions').getBoundingClientRect();"
                            + "return box.left >= 0 && box.right <= innerWidth && box.width > 150"
                            + " && document.documentElement.scrollWidth <= innerWidth"))
                    .as(name)
                    .isEqualTo(true);
            assertThat(browser.barriers()).isEmpty();
            browser.screenshot("suggestions-phone");
            browser.find("input[name=" + name + "]").sendKeys(Keys.ESCAPE);
        }
    }

    @Test
    void suggestsValuesOfSignIns() {
        browser.open("/opsmon/login-logs");
        browser.waitFor(".table tbody tr");
        browser.find("input[name=username]").sendKeys("AUD");
        browser.waitUntil(() -> suggestions().stream().anyMatch(each -> each.matches("auditor \\d+")));
        browser.find("input[name=username]").sendKeys(Keys.TAB);
        browser.waitUntil(() -> browser.findAll(".suggestions").isEmpty());
        browser.find("input[name=reason]").click();
        browser.waitUntil(() -> suggestions().contains("Wrong password 0"));
    }

    @Test
    void filtersByAnAttribute() {
        browser.open("/opsmon/operation-logs?module=library");
        browser.waitUntil(() -> rows().size() == 12);
        rows().get(0).click();
        browser.waitFor(".drawer [aria-label='Show all entries with this reason']")
                .click();
        browser.waitUntil(() -> browser.address().endsWith("?module=library&extra=reason%3Aspring+sale"));
        browser.waitUntil(() -> rows().size() == 12);
        assertThat(browser.find(".chips").getText()).contains("Attribute: reason:spring sale");
        assertThat(browser.find("input[name=extra]").getAttribute("value")).isEqualTo("reason:spring sale");
        assertThat(browser.barriers()).isEmpty();

        browser.find("[aria-label='Remove filter: Attribute: reason:spring sale']")
                .click();
        browser.waitUntil(() -> browser.address().endsWith("?module=library"));
        rows().get(0).click();
        browser.waitFor(".drawer [aria-label='Show all entries without this reason']")
                .click();
        browser.waitUntil(() -> browser.text().contains("No results match your filters."));
        assertThat(browser.address()).endsWith("?module=library&extra=%21reason%3Aspring+sale");

        browser.open("/opsmon/operation-logs?module=library&node=!none");
        browser.waitFor("details.more[open] input[name=extra]").sendKeys("reason:another", Keys.ENTER);
        browser.waitUntil(() -> browser.text().contains("No results match your filters."));
        assertThat(browser.address()).contains("extra=reason%3Aanother");
        browser.accept("400");
        browser.find("input[name=extra]").clear();
        browser.find("input[name=extra]").sendKeys("reason", Keys.ENTER);
        browser.waitUntil(() -> browser.find("input[name=extra]").getAttribute("aria-invalid") != null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"operation-logs", "operation-logs?module=library", "login-logs"})
    void keepsTheRowsInPlaceWhenTheHistogramIsDrawn(String page) {
        browser.open("/opsmon/" + page);
        browser.waitUntil(() -> !rows().isEmpty());
        browser.waitFor(".histogram .plot canvas");
        assertThat(browser.moved("main .table")).isEmpty();
    }

    @Test
    void filtersByACell() {
        browser.open("/opsmon/operation-logs?module=library");
        browser.waitUntil(() -> rows().size() == 12);
        browser.hover(cell(0, 2));
        browser.waitFor(".cell-tools");
        assertThat(browser.barriers()).isEmpty();
        browser.screenshot("cell");
        browser.find(".cell-tools [aria-label='Operator: !carl']").click();
        browser.waitUntil(() -> rows().size() == 2);
        assertThat(browser.address()).endsWith("?module=library&operator=%5C%21carl");
        assertThat(browser.findAll(".drawer")).isEmpty();

        browser.hover(cell(1, 4));
        browser.waitFor(".cell-tools [aria-label='Action is not Update']").click();
        browser.waitUntil(() -> rows().size() == 1);
        assertThat(browser.address()).endsWith("?module=library&operator=%5C%21carl&action=%21UPDATE");
    }

    private WebElement cell(int row, int column) {
        return browser.find("main tbody tr:nth-child(" + (row + 1) + ") td:nth-child(" + column + ")");
    }

    @Test
    void filtersByACellOfTheFocusedRow() {
        browser.open("/opsmon/operation-logs?module=library");
        browser.waitUntil(() -> rows().size() == 12);
        browser.type("j");
        browser.type("f");
        browser.waitFor(".cell-menu");
        assertThat(browser.find(".cell-menu").getText())
                .contains("Operator: !carl", "Operator is not !carl", "Action: Delete", "Result: Success");
        assertThat(browser.barriers()).isEmpty();
        browser.screenshot("cell-menu");
        browser.type(Keys.ESCAPE);
        browser.waitUntil(() -> browser.findAll(".cell-menu").isEmpty());
        assertThat(browser.evaluate("return document.activeElement.textContent"))
                .isEqualTo("entry 11");

        browser.type("f");
        browser.waitFor(".cell-menu");
        browser.type(Keys.ARROW_DOWN);
        browser.type(Keys.ENTER);
        browser.waitUntil(() -> rows().size() == 10);
        assertThat(browser.address()).endsWith("?module=library&operator=%21%21carl");
        assertThat(browser.findAll(".drawer")).isEmpty();
    }
}
