package io.opsmon.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.opsmon.log.Outcome;
import io.opsmon.operationlog.Change;
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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.WebElement;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

/** Tests the console's page of one resource in a browser: its changes by day and by field. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "server.servlet.context-path=/shop",
            "spring.datasource.url=jdbc:h2:mem:history;DB_CLOSE_DELAY=-1",
            "opsmon.backup.directory=target/backups/${random.uuid}",
            "opsmon.recording.journal.directory=target/journals/${random.uuid}"
        })
class ConsoleHistoryTest extends BrowserTest {

    private static final Instant MONDAY = Instant.parse("2026-02-02T22:30:00Z");
    private static final Duration DAY = Duration.ofDays(1);
    private static final String BOOK = "/opsmon/resource?type=book&id=B-1";

    @Autowired
    private OperationLogRecorder recorder;

    @Autowired
    private OperationLogRepository repository;

    @BeforeAll
    void fillTheLog() {
        recorder.flush(Duration.ofSeconds(10));
        Change first = change("price", "Price", "10.00", "11.00");
        repository.saveAll(List.of(
                entry(MONDAY, "B-1", "CREATE", "ada", Outcome.SUCCESS, List.of()),
                entry(MONDAY.plusSeconds(60), "B-1", "UPDATE", "ada", Outcome.SUCCESS, List.of(first)),
                entry(
                        MONDAY.plus(DAY),
                        "B-1",
                        "UPDATE",
                        "bob",
                        Outcome.SUCCESS,
                        List.of(
                                change("price", "Price", "11.00", "12.50"),
                                change("title", "Title", "Tea and cups", "Tea and mugs"))),
                entry(MONDAY.plus(DAY), "B-1", "UPDATE", "eve", Outcome.FAILURE, List.of(first)),
                entry(MONDAY.plus(DAY), "B-1", "QUERY", "eve", Outcome.SUCCESS, List.of()),
                entry(MONDAY.plus(DAY), "B-2", "UPDATE", "eve", Outcome.SUCCESS, List.of(first))));
        List<OperationLogEntry> stock = new ArrayList<>();
        stock.add(entry(
                MONDAY, "M-1", "UPDATE", "ada", Outcome.SUCCESS, List.of(change("title", "Title", "Old", "Rare"))));
        for (int i = 0; i < 250; i++) {
            stock.add(entry(
                    MONDAY.plusSeconds(i + 1),
                    "M-1",
                    "UPDATE",
                    "ada",
                    Outcome.SUCCESS,
                    List.of(change("stock", "Stock", String.valueOf(i), String.valueOf(i + 1)))));
        }
        repository.saveAll(stock);
    }

    private static Change change(String path, String label, String before, String after) {
        return new Change(path, label, Change.Type.CHANGED, before, after);
    }

    private static OperationLogEntry entry(
            Instant time, String book, String action, String operator, Outcome outcome, List<Change> changes) {
        OperationLogEntry some = TestEntries.entry(time, "library", action, action + " of " + book, outcome);
        return new OperationLogEntry(
                some.id(),
                some.occurredAt(),
                some.duration(),
                some.module(),
                some.action(),
                some.description(),
                outcome,
                new Resource("book", book),
                Operator.of(operator),
                some.http(),
                some.trace(),
                some.source(),
                some.failure(),
                null,
                null,
                some.extra(),
                changes,
                null);
    }

    private List<String> rows() {
        return browser().texts("main .history tbody tr");
    }

    @Test
    void tellsWhoChangedWhichFieldWhen() {
        browser().signIn("auditor");
        browser().open(BOOK);
        browser().waitFor(".history");

        assertThat(rows())
                .containsExactly(
                        "Tuesday, February 3, 2026",
                        "10:30:00 PM Price 11.00 12.50 bob Update",
                        "10:30:00 PM Title Tea and cups Tea and mugs bob Update",
                        "Monday, February 2, 2026",
                        "10:31:00 PM Price 10.00 11.00 ada Update",
                        "10:30:00 PM CREATE of B-1 ada Create");
        assertThat(browser().find(".heading").getText()).contains("Change history: book B-1", "4 changes");
        assertThat(browser().findAll("nav.pages [aria-current]")).isEmpty();
        assertThat(browser().barriers()).isEmpty();
        browser().screenshot("history");

        browser().find(".history .operation").click();
        browser().waitFor(".drawer .changes");
        assertThat(browser().find(".drawer h2").getText()).isEqualTo("UPDATE of B-1");
        assertThat(browser().find(".drawer .changes").getText()).contains("12.50", "Tea and mugs");
        browser().back();
        browser().waitFor(".history td.who a").click();
        browser().waitUntil(() -> browser().find("h1").getText().equals("bob"));
    }

    @Test
    void countsDaysInTheChosenZone() {
        browser().zone("Asia/Shanghai");
        browser().signIn("auditor");
        browser().open(BOOK);
        browser().waitFor(".history");

        assertThat(rows().get(0)).isEqualTo("Wednesday, February 4, 2026");
        assertThat(rows().get(1)).startsWith("6:30:00 AM Price");
    }

    @Test
    void showsTheHistoryOfOneField() {
        browser().signIn("auditor");
        browser().open(BOOK);
        browser().waitFor(".history");

        browser().find("a[href*='by=field']").click();
        browser().waitUntil(() -> rows().size() == 7);
        assertThat(rows().get(0)).isEqualTo("Price now 12.50");
        assertThat(rows().get(3)).isEqualTo("Title now Tea and mugs");
        assertThat(rows().get(5)).isEqualTo("Operations without recorded changes");
        assertThat(browser().barriers()).isEmpty();
        browser().screenshot("history-by-field");

        browser().press("Price 2");
        browser().waitUntil(() -> rows().size() == 3);
        assertThat(browser().address()).contains("by=field", "field=price");
        assertThat(browser().find(".heading .count").getText()).isEqualTo("2 changes");
        browser().press("All 4");
        browser().waitUntil(() -> rows().size() == 7);
    }

    @Test
    void readsOlderOperationsForAFieldThatChangedRarely() {
        browser().signIn("auditor");
        browser().open("/opsmon/resource?type=book&id=M-1");
        browser().waitFor(".history");
        assertThat(browser().find(".heading .count").getText()).isEqualTo("200+");
        assertThat(browser().text()).contains("200 operations read");
        browser().press("Load older changes");
        browser().waitUntil(() -> browser().find(".heading .count").getText().equals("251 changes"));
        assertThat(browser().text()).doesNotContain("Load older changes");

        browser().open("/opsmon/resource?type=book&id=M-1&field=title");
        browser().waitFor(".history");
        assertThat(rows()).hasSize(2);
        assertThat(rows().get(1)).contains("Title Old Rare ada");
    }

    @Test
    void isLinkedFromEntriesCellsAndTheQuickNavigation() {
        browser().signIn("auditor");
        browser()
                .evaluate(
                        "localStorage.setItem('opsmon', JSON.stringify({columns: {'operation-logs': ['time', 'resource']}}))");
        browser().open("/opsmon/operation-logs?resourceId=B-1&operator=ada&action=CREATE");
        browser().waitFor("main td a.resource").click();
        browser().waitFor(".history");
        assertThat(browser().address()).endsWith(BOOK);

        browser().back();
        browser().waitFor("main .open").click();
        browser().waitFor(".drawer a.button").click();
        browser().waitFor(".history");
        assertThat(browser().address()).endsWith(BOOK);
        assertThat(browser().findAll(".drawer")).isEmpty();

        browser().open("/opsmon/operation-logs?resourceType=book&resourceId=B-1");
        browser().waitFor(".tabs a[href*='resource?']").click();
        browser().waitFor(".history");
        browser().shortcut("k");
        browser().waitFor("dialog.palette[open] input").sendKeys("B-2");
        browser().waitUntil(() -> browser().find("dialog.palette").getText().contains("book B-2"));
        browser().findAll("dialog.palette [role=option]").stream()
                .filter(option -> option.getText().contains("book B-2"))
                .findFirst()
                .orElseThrow()
                .click();
        browser().waitUntil(() -> browser().find("h1").getText().equals("Change history: book B-2"));
        assertThat(browser().address()).endsWith("/opsmon/resource?type=book&id=B-2");
    }

    @Test
    void isReadableOnAPhoneAndInChinese() {
        browser().signIn("auditor");
        browser().evaluate("localStorage.setItem('opsmon', JSON.stringify({language: 'zh-CN', theme: 'dark'}))");
        browser().resize(320, 700);
        for (String by : List.of("", "&by=field")) {
            browser().open(BOOK + by);
            browser().waitFor(".history");
            assertThat(browser().text()).contains("book B-1", "变更历史", "12.50");
            assertThat(browser().evaluate("return document.documentElement.scrollWidth <= innerWidth"))
                    .isEqualTo(true);
            assertThat(browser().barriers()).isEmpty();
        }
        browser().screenshot("history-phone");
    }

    @Test
    void needsThePermissionToReadOperationLogs() {
        browser().signIn("clerk");
        browser().open(BOOK);
        WebElement alert = browser().waitFor("main [role=alert]");
        assertThat(alert.getText()).contains("opsmon:operation-log:read");
    }
}
