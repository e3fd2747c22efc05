package io.opsmon.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.opsmon.backup.Backup;
import io.opsmon.backup.BackupRequest;
import io.opsmon.backup.BackupStatus;
import io.opsmon.backup.internal.engine.DefaultBackups;
import io.opsmon.log.Outcome;
import io.opsmon.operationlog.OperationLogRecorder;
import io.opsmon.operationlog.OperationLogRepository;
import io.opsmon.operationlog.TestEntries;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.JdbcTemplate;

/** Tests widths and orders of the columns of the console's lists in a browser. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "server.servlet.context-path=/shop",
            "spring.datasource.url=jdbc:h2:mem:columns;DB_CLOSE_DELAY=-1",
            "opsmon.online-users.flush-interval=50ms",
            "opsmon.backup.directory=target/backups/${random.uuid}",
            "opsmon.backup.min-free-space=1MB",
            "opsmon.recording.journal.directory=target/journals/${random.uuid}"
        })
class ConsoleColumnsTest extends BrowserTest {

    @Autowired
    private OperationLogRecorder recorder;

    @Autowired
    private OperationLogRepository repository;

    @Autowired
    private DefaultBackups backups;

    @Autowired
    private JdbcTemplate jdbc;

    @BeforeAll
    void fillTheLog() {
        recorder.flush(Duration.ofSeconds(10));
        for (int i = 1; i <= 60; i++) {
            repository.saveAll(List.of(TestEntries.entry(
                    Instant.parse("2026-02-01T10:00:00Z").plusSeconds(i),
                    "sorted",
                    "UPDATE",
                    "entry " + i,
                    Outcome.SUCCESS)));
        }
    }

    private double width(String column) {
        return ((Number) browser()
                        .evaluate("return document.querySelector('th[data-column=" + column
                                + "]').getBoundingClientRect().width"))
                .doubleValue();
    }

    private WebElement separator(String column) {
        return browser().waitFor("th[data-column=" + column + "] [role=separator]");
    }

    private void focus(String column) {
        browser().evaluate("document.querySelector('th[data-column=" + column + "] [role=separator]').focus()");
    }

    private void openLog() {
        browser().signIn("auditor");
        browser().resize(1440, 900);
        browser().open("/opsmon/operation-logs?module=sorted");
        browser().waitFor("main .table tbody tr");
    }

    @Test
    void changesWidthsWithTheKeyboardAndRemembersThem() {
        openLog();
        double time = width("time");
        double operator = width("operator");
        assertThat(browser().findAll("[role=separator][tabindex='0']")).hasSize(1);

        focus("time");
        browser().type(Keys.ARROW_RIGHT);
        browser().type(Keys.ARROW_RIGHT);
        browser().type(Keys.ARROW_RIGHT);
        browser().type(Keys.ARROW_LEFT);
        assertThat(width("time")).isCloseTo(time + 20, within(1.0));
        assertThat(width("operator")).isCloseTo(operator, within(1.0));
        assertThat(Double.parseDouble(String.valueOf(separator("time").getDomAttribute("aria-valuenow"))))
                .isCloseTo(time + 20, within(1.0));
        browser().type(Keys.ARROW_DOWN);
        assertThat(browser().evaluate("return document.activeElement.ariaLabel"))
                .isEqualTo("Width of the column Operator");
        browser().type(Keys.HOME);
        assertThat(width("operator")).isEqualTo(56.0);
        assertThat(browser().barriers()).isEmpty();
        browser().screenshot("column-widths");

        browser().evaluate("location.reload()");
        browser().waitFor("main .table tbody tr");
        assertThat(width("time")).isCloseTo(time + 20, within(1.0));
        assertThat(width("operator")).isEqualTo(56.0);
        // The table does not become wider than the page while a column can take the rest.
        assertThat(browser()
                        .evaluate("const box = document.querySelector('main .table');"
                                + " return box.scrollWidth <= box.clientWidth"))
                .isEqualTo(true);
        focus("operator");
        browser().type(Keys.ENTER);
        browser().find(".tools .menu summary").click();
        browser().press("Reset widths");
        browser().waitUntil(() -> Math.abs(width("time") - time) < 1);
        assertThat(width("operator")).isCloseTo(operator, within(1.0));
    }

    @Test
    void changesWidthsWithThePointer() {
        openLog();
        double description = width("description");
        double module = width("module");

        browser().drag(separator("description"), -100);
        assertThat(width("description")).isCloseTo(description - 100, within(1.0));
        assertThat(width("module")).isCloseTo(module, within(1.0));
        browser().drag(separator("module"), 60);
        assertThat(width("module")).isCloseTo(module + 60, within(1.0));
        assertThat(width("description")).isCloseTo(description - 100, within(1.0));
        // A drag neither opens nor sorts anything.
        assertThat(browser().address()).endsWith("/opsmon/operation-logs?module=sorted");

        // Other tables keep their widths.
        browser().open("/opsmon/login-logs");
        browser().waitFor("main .table tbody tr");
        assertThat(browser().evaluate("return getComputedStyle(document.querySelector('main table')).tableLayout"))
                .isEqualTo("auto");
    }

    @Test
    void sortsLogsByTime() {
        openLog();
        assertThat(browser().find("th[data-column=time]").getDomAttribute("aria-sort"))
                .isEqualTo("descending");
        assertThat(browser().findAll("th .sort")).hasSize(1);
        assertThat(browser().texts("main td.what").get(0)).isEqualTo("entry 60");

        browser().find("th[data-column=time] .sort").click();
        browser().waitUntil(() -> browser().texts("main td.what").get(0).equals("entry 1"));
        assertThat(browser().address()).endsWith("?module=sorted&sort=OLDEST");
        assertThat(browser().find("th[data-column=time]").getDomAttribute("aria-sort"))
                .isEqualTo("ascending");
        assertThat(browser().evaluate("return document.activeElement.className"))
                .isEqualTo("sort");
        assertThat(browser().barriers()).isEmpty();
        browser().type(Keys.ENTER);
        browser().waitUntil(() -> browser().texts("main td.what").get(0).equals("entry 60"));
    }

    @Test
    void sortsOnlineUsersByTheirColumns() {
        for (String user : List.of("clerk", "auditor")) {
            browser().signIn(user);
            browser().forgetSession();
        }
        browser().signIn("admin");
        browser().open("/opsmon/online-users");
        browser().waitUntil(() -> browser().texts("th.who a").containsAll(List.of("admin", "auditor", "clerk")));
        assertThat(browser().find("th[data-column=idle]").getDomAttribute("aria-sort"))
                .isEqualTo("ascending");

        browser().find("th[data-column=username] .sort").click();
        browser().waitUntil(() -> browser().texts("th.who a").equals(List.of("admin", "auditor", "clerk")));
        browser().find("th[data-column=username] .sort").click();
        browser().waitUntil(() -> browser().texts("th.who a").equals(List.of("clerk", "auditor", "admin")));
        assertThat(browser().address()).endsWith("?order=-username");
        assertThat(browser().find("th[data-column=username]").getDomAttribute("aria-sort"))
                .isEqualTo("descending");
        assertThat(browser().find("th[data-column=idle]").getDomAttribute("aria-sort"))
                .isNull();
        assertThat(browser().barriers()).isEmpty();
        browser().screenshot("online-users-sorted");

        // The choice of the API's order replaces the order by a column.
        browser().choose("select[name=sort]", "USERNAME");
        browser().waitUntil(() -> browser().texts("th.who a").equals(List.of("admin", "auditor", "clerk")));
        assertThat(browser().address()).endsWith("?sort=USERNAME");
    }

    @Test
    void sortsBackupsAndWalksThroughThemInThatOrder() {
        List<String> ids = new ArrayList<>();
        for (String actor : List.of("zoe", "ada", "max")) {
            String id = backups.start(BackupRequest.manual("main", actor)).id();
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> backups.catalogue().find(id).orElseThrow().status() == BackupStatus.SUCCEEDED);
            ids.add(id);
        }
        List<String> newestFirst = new ArrayList<>(ids);
        Collections.reverse(newestFirst);
        browser().signIn("admin");
        browser().open("/opsmon/backups");
        browser().waitUntil(() -> browser().findAll("main tr[data-id]").size() == 3);
        assertThat(order()).isEqualTo(newestFirst);

        browser().find("th[data-column=time] .sort").click();
        browser().waitUntil(() -> order().equals(ids));
        browser().find("main tr[data-id] .open").click();
        browser().waitFor(".drawer dl");
        browser().type("j");
        browser().waitUntil(() -> browser().address().contains(ids.get(1)));
        browser().type(Keys.ESCAPE);
        browser().waitUntil(() -> browser().findAll(".drawer").isEmpty());

        browser().find("th[data-column=took] .sort").click();
        browser().waitUntil(() -> browser().address().endsWith("?order=took"));
        List<String> byDuration =
                newestFirst.stream().sorted(Comparator.comparing(this::millis)).toList();
        browser().waitUntil(() -> order().equals(byDuration));
        assertThat(browser().barriers()).isEmpty();
    }

    @Test
    void saysBeforeTheFirstBackupWhatItWouldRefuse() {
        jdbc.execute("CREATE FORCE VIEW late_orders AS SELECT shipped_at FROM parcels");
        try {
            browser().signIn("admin");
            browser().resize(1440, 900);
            browser().open("/opsmon/backups");
            inspectUntil("Warning: Invalid view", "LATE_ORDERS");
            jdbc.execute("CREATE TABLE quotes (rate int)");
            jdbc.execute("CREATE TABLE rates (rate int)");
            jdbc.execute("ALTER TABLE quotes ALTER COLUMN rate SET DEFAULT (SELECT MAX(rate) FROM rates)");
            inspectUntil("A backup is refused until this is corrected:", "Refused: Needs an object created later");
            assertThat(browser().barriers()).isEmpty();
            browser().screenshot("readiness");
            browser().resize(340, 800);
            assertThat(browser().barriers()).isEmpty();
            browser().screenshot("readiness-narrow");
        } finally {
            browser().resize(1440, 900);
            jdbc.execute("DROP TABLE IF EXISTS quotes, rates");
            jdbc.execute("DROP VIEW late_orders");
        }
        browser().press("Check readiness");
        browser().waitUntil(() -> !browser().text().contains("QUOTES"));
        assertThat(browser().find(".readiness").getText()).contains("A backup carries everything.");
        browser().press("Close");
        browser().waitUntil(() -> browser().findAll(".readiness").isEmpty());
    }

    private void inspectUntil(String... texts) {
        browser().press("Check readiness");
        browser().waitUntil(() -> {
            String said = browser().text();
            return List.of(texts).stream().allMatch(said::contains);
        });
    }

    private long millis(String id) {
        Backup backup = backups.catalogue().find(id).orElseThrow();
        return Duration.between(Objects.requireNonNull(backup.startedAt()), Objects.requireNonNull(backup.finishedAt()))
                .toMillis();
    }

    private List<String> order() {
        Object ids = browser()
                .evaluate("return [...document.querySelectorAll('main tr[data-id]')].map(row => row.dataset.id)");
        return ((List<?>) ids).stream().map(String::valueOf).toList();
    }
}
