package io.opsmon.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.opsmon.operationlog.Failure;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.OperationLogRecorder;
import io.opsmon.operationlog.OperationLogRepository;
import io.opsmon.operationlog.TestEntries;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

/** Tests the groups of failures in the console. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "server.servlet.context-path=/shop",
            "spring.datasource.url=jdbc:h2:mem:failures;DB_CLOSE_DELAY=-1",
            "opsmon.backup.directory=target/backups/${random.uuid}",
            "opsmon.backup.min-free-space=1MB",
            "opsmon.recording.journal.directory=target/journals/${random.uuid}"
        })
class ConsoleFailuresTest extends BrowserTest {

    private static final Instant START = Instant.parse("2026-01-06T10:00:00Z");
    private static final String DAY =
            "/opsmon/operation-logs?module=kitchen&from=2026-01-06T10%3A00%3A00Z&to=2026-01-07T10%3A00%3A00Z";
    private static final String TIMEOUT = "java.util.concurrent.TimeoutException";

    @Autowired
    private OperationLogRecorder recorder;

    @Autowired
    private OperationLogRepository repository;

    @BeforeAll
    void fillTheLog() {
        recorder.flush(Duration.ofSeconds(10));
        List<OperationLogEntry> entries = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            entries.add(failed(START.plus(Duration.ofHours(i)), "UPDATE", TIMEOUT, "no answer from oven " + i, i % 3));
        }
        entries.add(failed(START.minusSeconds(60), "UPDATE", TIMEOUT, "no answer from oven", 0));
        entries.add(failed(START.plus(Duration.ofHours(20)), "DELETE", "code=409", "in use", 1));
        entries.add(failed(START.plus(Duration.ofHours(21)), "DELETE", "code=409", "in use", 1));
        entries.add(failed(START.plus(Duration.ofHours(2)), "UPDATE", null, null, 1));
        entries.add(TestEntries.failed(
                Instant.now().minusSeconds(60), "cellar", "CREATE", new Failure(TIMEOUT, "too dark", null), "ada"));
        repository.saveAll(entries);
    }

    private static OperationLogEntry failed(
            Instant at, String action, @Nullable String type, @Nullable String message, int operator) {
        return TestEntries.failed(
                at,
                "kitchen",
                action,
                type == null ? null : new Failure(type, message, "at kitchen.Oven"),
                "cook" + operator);
    }

    @BeforeEach
    void signIn() {
        browser().signIn("auditor");
    }

    private List<WebElement> rows() {
        return browser().findAll(".table tbody tr");
    }

    private String row(int number) {
        return rows().get(number).getText().replaceAll("\\s+", " ").strip();
    }

    private void waitForRows(int number) {
        browser().waitUntil(() -> rows().size() == number);
    }

    private void openGroups() {
        browser().open(DAY + "&view=failures");
        waitForRows(3);
    }

    @Test
    void groupsFailuresByTypeModuleAndAction() {
        browser().open(DAY);
        waitForRows(9);
        browser().find(".tabs a:nth-child(2)").click();
        waitForRows(3);

        assertThat(browser().address()).endsWith("&view=failures");
        assertThat(browser().find(".heading .count").getText()).isEqualTo("3 groups");
        assertThat(row(0)).startsWith("TimeoutException no answer from oven 5 kitchen Update 6 ▲ 500% 3 Jan 6");
        assertThat(row(1)).startsWith("code=409 in use kitchen Delete 2 New 1 Jan 7");
        assertThat(row(2)).startsWith("No reason recorded tried at 2026-01-06T12:00:00Z kitchen Update 1 New 1");
        assertThat(rows().get(0).findElement(By.cssSelector("a.open")).getAttribute("title"))
                .isEqualTo(TIMEOUT);
        assertThat(rows().get(0).findElement(By.tagName("svg")).getAttribute("aria-label"))
                .startsWith("Highest bar: 1 from Jan 6");
        assertThat(browser().findAll(".bars rect")).hasSize(3 * 24);
        assertThat(browser().barriers()).isEmpty();
        browser().screenshot("failures");

        browser().press("Most recent first");
        browser().waitUntil(() -> row(0).startsWith("code=409"));
        assertThat(browser().address()).endsWith("&view=failures&groups=LAST");
    }

    @Test
    void listsTheEntriesOfAGroup() {
        openGroups();
        rows().get(0).findElement(By.cssSelector("td.module")).click();
        waitForRows(6);
        assertThat(browser().address())
                .contains("errorType=" + TIMEOUT, "module=kitchen", "action=UPDATE", "outcome=FAILURE", "from=", "to=")
                .doesNotContain("view=");
        assertThat(browser().find(".chips").getText()).contains("Error type: " + TIMEOUT, "Result: Failed");

        browser().back();
        waitForRows(3);
        rows().get(2).findElement(By.cssSelector("a.open")).click();
        waitForRows(1);
        assertThat(row(0)).contains("tried at 2026-01-06T12:00:00Z");
        assertThat(browser().address()).contains("errorType=%21" + TIMEOUT);
    }

    @Test
    void keepsGroupsInPlaceWhenTheHistogramIsDrawn() {
        openGroups();
        browser().waitFor(".histogram .plot canvas");
        assertThat(browser().moved("main .table")).isEmpty();
    }

    @Test
    void filtersGroupsByACell() {
        openGroups();
        browser().hover(rows().get(0).findElement(By.cssSelector("td.what")));
        browser()
                .waitFor(".cell-tools [aria-label='Error type is not " + TIMEOUT + "']")
                .click();
        waitForRows(2);
        assertThat(browser().address()).contains("view=failures", "errorType=%21" + TIMEOUT);
        browser().find("details.more input[name=errorType]").sendKeys(Keys.ARROW_DOWN);
        browser().waitFor(".suggestions [role=option]");
        assertThat(browser().find(".suggestions").getText()).contains("code=409");
        assertThat(browser().barriers()).isEmpty();
    }

    @Test
    void opensGroupsAndTheirNewestEntriesByKeyboard() {
        openGroups();
        browser().type("j");
        browser().type("j");
        assertThat(browser().evaluate("return document.activeElement.textContent"))
                .isEqualTo("code=409");
        browser().type(Keys.TAB);
        browser().type(Keys.ENTER);
        browser().waitFor(".drawer dl");
        assertThat(browser().find(".drawer").getText()).contains("code=409", "in use");
        assertThat(browser().barriers()).isEmpty();
        browser().type(Keys.ESCAPE);
        browser().waitUntil(() -> browser().findAll(".drawer").isEmpty());
        assertThat(browser().address()).endsWith("&view=failures");

        assertThat(browser().evaluate("return document.activeElement.textContent"))
                .isEqualTo("code=409");
        browser().type(Keys.ENTER);
        browser().waitUntil(() -> browser().address().contains("errorType=code%3D409"));
        waitForRows(2);
    }

    @Test
    void groupsTheLastDayWithoutARange() {
        browser().open("/opsmon/operation-logs?module=cellar&view=failures");
        waitForRows(1);
        assertThat(row(0)).startsWith("TimeoutException too dark cellar Create 1 New 1");
        browser().find(".table a.open").click();
        browser().waitUntil(() -> browser().address().contains("range=24h"));
        waitForRows(1);

        browser().open("/opsmon/operation-logs?module=nowhere&view=failures");
        browser().waitUntil(() -> browser().text().contains("No failed operations in this period."));
        assertThat(browser().barriers()).isEmpty();
    }

    @Test
    void groupsFailuresOnAPhoneAndInChinese() {
        browser().evaluate("localStorage.setItem('opsmon', JSON.stringify({language: 'zh-CN'}))");
        browser().resize(320, 800);
        browser().theme("dark");
        openGroups();
        assertThat(browser().text()).contains("失败汇总", "未记录原因", "新增");
        assertThat(browser().evaluate("return document.documentElement.scrollWidth <= innerWidth"))
                .isEqualTo(true);
        assertThat(browser().barriers()).isEmpty();
        browser().evaluate("document.querySelector('.groups').scrollIntoView()");
        browser().screenshot("failures-phone-dark");
    }
}
