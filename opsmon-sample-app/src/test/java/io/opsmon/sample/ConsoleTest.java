package io.opsmon.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opsmon.backup.BackupRequest;
import io.opsmon.backup.BackupStatus;
import io.opsmon.backup.internal.engine.DefaultBackups;
import io.opsmon.http.HttpFacts;
import io.opsmon.log.Outcome;
import io.opsmon.operationlog.Change;
import io.opsmon.operationlog.Failure;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.OperationLogRecorder;
import io.opsmon.operationlog.OperationLogRepository;
import io.opsmon.operationlog.Operator;
import io.opsmon.operationlog.Resource;
import io.opsmon.operationlog.Source;
import io.opsmon.operationlog.TestEntries;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/** Tests the console in a browser, under a context path. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "server.servlet.context-path=/shop",
            "spring.datasource.url=jdbc:h2:mem:console;DB_CLOSE_DELAY=-1",
            "opsmon.backup.directory=target/backups/${random.uuid}",
            "opsmon.backup.min-free-space=1MB",
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

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private DefaultBackups backups;

    @SuppressWarnings("NullAway.Init")
    private Browser browser;

    @BeforeAll
    void fillTheLog() {
        recorder.flush(Duration.ofSeconds(10));
        repository.saveAll(List.of(
                hostile("hostile", Instant.parse("2026-01-05T10:00:00Z"), Outcome.FAILURE),
                hostile("hostile-changes", Instant.parse("2026-02-05T10:00:00Z"), Outcome.SUCCESS)));
        for (int i = 0; i < 120; i++) {
            repository.saveAll(List.of(TestEntries.entry(
                    Instant.parse("2026-01-06T10:00:00Z").plusSeconds(i),
                    "many",
                    "QUERY",
                    "entry " + i,
                    Outcome.SUCCESS)));
        }
    }

    /** Returns an entry with hostile text in every text field. */
    private static OperationLogEntry hostile(String module, Instant time, Outcome outcome) {
        String text = HOSTILE.substring(0, 100);
        return new OperationLogEntry(
                TestEntries.id(),
                time,
                Duration.ofMillis(3),
                module,
                text.substring(0, 50),
                HOSTILE,
                outcome,
                new Resource(text.substring(0, 50), text),
                new Operator(text, text, text.substring(0, 50)),
                new HttpFacts("GET", text, text, 500, "203.0.113.9", text, null),
                null,
                new Source("shop", "node", text, text),
                new Failure(text, HOSTILE, HOSTILE),
                JsonMapper.shared().writeValueAsString(Map.of(text, List.of(text, Map.of(text, text)))),
                JsonMapper.shared().writeValueAsString(HOSTILE + "x".repeat(10_000)),
                Map.of(text.substring(0, 50), text),
                List.of(new Change(text, text, Change.Type.CHANGED, text + " old", text + " new")),
                null);
    }

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

    @AfterAll
    void nothingWasLost() {
        assertThat(recorder.statistics().dropped()).isZero();
    }

    private List<WebElement> rows() {
        return browser.findAll(".table tbody tr");
    }

    @Test
    void sendsToTheLoginPageAndBack() {
        browser.accept("/me - Failed to load resource: the server responded with a status of 401");
        browser.open("/opsmon");
        browser.waitFor("input[name=username]").sendKeys("auditor");
        browser.find("input[name=password]").sendKeys("auditor");
        browser.find("button").click();

        browser.waitFor(".cards .card");
        assertThat(browser.barriers()).isEmpty();
        assertThat(browser.address()).contains("/shop/opsmon/");
        assertThat(browser.text()).contains("Overview", "auditor");
    }

    @Test
    void showsFiltersAndOpensEntries() {
        browser.signIn("auditor");
        browser.open("/opsmon/operation-logs");
        browser.waitFor(".table tbody tr");
        browser.screenshot("operation-logs");

        browser.find("input[name=module]").sendKeys("products", Keys.ENTER);
        browser.waitUntil(() -> rows().size() == 2);
        assertThat(browser.address()).contains("module=products");
        assertThat(browser.text()).contains("changed the price of Milk oolong, 100 g from 14.20 to 13.90");

        browser.findAll(".table tbody .open").stream()
                .filter(button -> button.getText().contains("oolong"))
                .findFirst()
                .orElseThrow()
                .click();
        browser.waitFor(".drawer .tree");
        assertThat(browser.find(".drawer").getText())
                .contains("spring offer", "io.opsmon.sample.product.ProductService#changePrice", "TEA-OOLONG");
        assertThat(browser.find(".drawer .changes").getText()).contains("Price 14.20 13.90");
        assertThat(browser.barriers()).isEmpty();
        assertThat(browser.address()).contains("id=");
        browser.screenshot("operation-log-entry");
        String link = browser.address();

        browser.type(Keys.ESCAPE);
        browser.waitUntil(() -> browser.findAll(".drawer").isEmpty());
        assertThat(browser.address()).doesNotContain("id=");
        assertThat(browser.evaluate("return document.activeElement.className")).isEqualTo("open");

        browser.open("/customers");
        browser.visit(link);
        browser.waitFor(".drawer .tree");
        assertThat(browser.find(".drawer").getText()).contains("TEA-OOLONG");
    }

    @Test
    void walksThroughALongList() {
        browser.signIn("auditor");
        browser.open("/opsmon/operation-logs?module=many");
        browser.waitUntil(() -> rows().size() == 50);
        browser.waitUntil(() -> browser.find(".count").getText().equals("120"));
        assertThat(browser.findAll(".pager [rel=prev], .pager [rel=first]")).isEmpty();
        browser.find(".pager [rel=next]").click();
        browser.waitUntil(() -> browser.text().contains("entry 69"));
        browser.waitUntil(() -> Boolean.TRUE.equals(
                browser.evaluate("return document.querySelector('main .table').getBoundingClientRect().top >= -1")));
        browser.find(".pager [rel=next]").click();
        browser.waitUntil(() -> rows().size() == 20);
        assertThat(browser.findAll(".pager [rel=next]")).isEmpty();
        browser.find(".pager [rel=prev]").click();
        browser.waitUntil(() -> browser.text().contains("entry 69"));
        assertThat(rows()).hasSize(50);
        String link = browser.address();

        browser.open("/customers");
        browser.visit(link);
        browser.waitUntil(() -> browser.text().contains("entry 69"));
        assertThat(browser.barriers()).isEmpty();
        browser.choose(".pager select", "200");
        browser.waitUntil(() -> rows().size() == 70);
        // Each row with two markers: nothing is left of the rows of earlier pages.
        assertThat((Long) browser.evaluate("return document.querySelector('main tbody').childNodes.length"))
                .isLessThan(3 * 70 + 20);
        browser.find(".pager [rel=first]").click();
        browser.waitUntil(() -> rows().size() == 120);

        browser.find("input[name=operator]").sendKeys("nobody", Keys.ENTER);
        browser.waitUntil(() -> browser.text().contains("No results match"));
        browser.visit(link);
        browser.waitUntil(() -> browser.text().contains("entry 69"));
        browser.find("input[name=operator]").sendKeys("nobody", Keys.ENTER);
        browser.waitUntil(() -> browser.text().contains("No results match"));
        assertThat(browser.address()).doesNotContain("cursor");

        browser.open("/opsmon/operation-logs?module=many&sort=OLDEST");
        browser.waitUntil(() -> rows().size() == 120);
        assertThat(rows().get(0).getText()).contains("entry 0");
    }

    @Test
    void showsTheColumnsThatAreWanted() {
        browser.signIn("auditor");
        browser.open("/opsmon/operation-logs?module=products");
        browser.waitFor(".table tbody tr");
        browser.find(".tools .menu summary").click();
        browser.screenshot("columns");
        assertThat(browser.barriers()).isEmpty();
        browser.check("Resource");
        browser.check("Module");
        browser.waitUntil(() -> browser.find(".table tbody").getText().contains("TEA-OOLONG"));
        assertThat(browser.find(".table thead").getText()).contains("Resource").doesNotContain("Module");

        browser.evaluate("location.reload()");
        browser.waitFor(".table tbody tr");
        assertThat(browser.find(".table thead").getText())
                .contains("Resource", "Description")
                .doesNotContain("Module");
    }

    @Test
    void tellsTheHistoryOfOneThing() {
        browser.signIn("auditor");
        browser.open("/opsmon/operation-logs?module=products&text=oolong");
        browser.waitFor(".table tbody .open").click();
        browser.waitFor(".drawer .tree .node");
        assertThat(browser.find(".drawer .tree").getText()).contains("TEA-OOLONG", "spring offer");
        browser.find(".drawer .tree summary").click();
        browser.waitUntil(() -> !browser.find(".drawer .tree").getText().contains("TEA-OOLONG"));

        browser.find(".drawer a.button").click();
        browser.waitFor(".history");
        assertThat(browser.address()).contains("/opsmon/resource?type=product&id=TEA-OOLONG");
        assertThat(browser.find(".history").getText().replaceAll("\\s+", " ")).contains("Price 14.20 13.90");

        browser.find(".tools a.button").click();
        browser.waitFor(".tabs a[href*='view=timeline']").click();
        browser.waitFor(".timeline .changes");
        assertThat(browser.address()).contains("view=timeline").contains("TEA-OOLONG");
        assertThat(browser.find(".timeline").getText()).contains("Price 14.20 13.90");
        assertThat(browser.find(".crumbs").getText()).contains("Overview", "Operation logs", "TEA-OOLONG");
        assertThat(browser.barriers()).isEmpty();
        browser.screenshot("timeline");
        browser.type("j");
        browser.type(Keys.ENTER);
        browser.waitFor(".drawer dl");
        browser.type(Keys.ESCAPE);
        browser.waitUntil(() -> browser.findAll(".drawer").isEmpty());
        assertThat(browser.evaluate("return document.activeElement.className")).isEqualTo("open");
    }

    @Test
    void opensALinkAfterTheSignIn() {
        browser.accept("/me - Failed to load resource: the server responded with a status of 401");
        browser.open("/opsmon/operation-logs?module=many&sort=OLDEST&rows=%E5%BC%A0+%261");
        signInHere();
        browser.waitFor(".table tbody tr");
        assertThat(browser.address())
                .endsWith("/shop/opsmon/operation-logs?module=many&sort=OLDEST&rows=%E5%BC%A0+%261");
    }

    @Test
    void filtersBySeveralValuesAndExcludesOthers() {
        browser.signIn("auditor");
        browser.open("/opsmon/operation-logs?operator=u-7&operator=nobody&module=!products&module=many");
        browser.waitUntil(() -> browser.findAll(".chips .chip").size() == 4);
        assertThat(browser.find(".chips").getText())
                .contains("Operator: u-7", "Operator: nobody", "Module is not products", "Module: many");
        assertThat(browser.barriers()).isEmpty();
        browser.screenshot("filters");

        browser.find(".chips .remove[aria-label='Remove filter: Operator: u-7']")
                .click();
        browser.waitUntil(() -> browser.text().contains("No results match your filters."));
        browser.find(".chips .remove[aria-label='Remove filter: Operator: nobody']")
                .click();
        browser.waitUntil(() -> rows().size() == 50);
        press(".chips button.link", "Module: many");
        browser.waitUntil(() -> browser.find(".chips").getText().contains("Module is not many"));
        assertThat(browser.address()).endsWith("?module=%21products&module=%21many");
    }

    private void press(String css, String text) {
        browser.findAll(css).stream()
                .filter(button -> button.getText().equals(text))
                .findFirst()
                .orElseThrow()
                .click();
    }

    @Test
    void goesBackAndForthWithoutAnotherLoad() {
        browser.signIn("auditor");
        browser.open("/opsmon/overview");
        browser.waitFor(".cards .card");
        browser.evaluate("globalThis.isSameLoad = true");
        browser.find("nav a[href='./login-logs']").click();
        browser.waitFor("nav a[aria-current][href='./login-logs']");
        browser.find("nav a[href='./operation-logs']").click();
        browser.waitFor(".table tbody tr");
        assertThat(browser.address()).endsWith("/shop/opsmon/operation-logs");
        browser.back();
        browser.waitFor("nav a[aria-current][href='./login-logs']");
        browser.back();
        browser.waitFor(".cards .card");
        assertThat(browser.evaluate("return globalThis.isSameLoad")).isEqualTo(true);
    }

    private void signInHere() {
        browser.waitFor("input[name=username]").sendKeys("auditor");
        browser.find("input[name=password]").sendKeys("auditor");
        browser.find("button").click();
    }

    @Test
    void saysPlainlyThatASignInHasExpired() {
        browser.accept("401");
        browser.signIn("auditor");
        browser.open("/opsmon/operation-logs?module=many");
        browser.waitFor(".table tbody tr");
        browser.forgetSession();
        browser.press("Refresh");
        browser.waitFor("[role=alert] button");
        assertThat(browser.text()).contains("Your session has expired");
        browser.screenshot("expired");
        browser.press("Sign in again");
        signInHere();
        browser.waitFor(".table tbody tr");
        assertThat(browser.address()).endsWith("/operation-logs?module=many");
    }

    @Test
    void keepsWhatItShowedWithoutAConnection() {
        browser.signIn("auditor");
        browser.open("/opsmon/operation-logs?module=many");
        browser.waitUntil(() -> rows().size() == 50);
        browser.offline(true);
        browser.press("Refresh");
        browser.waitFor("main .panel.warn[role=alert]");
        assertThat(browser.text()).contains("You are offline", "Showing data from");
        assertThat(rows()).hasSize(50);
        browser.screenshot("offline");
        browser.go("./overview");
        browser.waitFor("main [role=alert]");
        browser.go("./operation-logs?module=many");
        browser.offline(false);
        browser.waitUntil(() -> !browser.text().contains("You are offline"));
        browser.waitUntil(() -> rows().size() == 50 && !browser.text().contains("Showing data from"));
        browser.accept("ERR_INTERNET_DISCONNECTED");
    }

    @Test
    void raisesNoAlarmForALookThatFailed() {
        browser.signIn("auditor");
        browser.open("/opsmon/overview");
        browser.waitFor(".cards .card");
        browser.offline(true);
        browser.go("./operation-logs?module=many");
        browser.waitFor("main [role=alert]");
        browser.offline(false);
        browser.waitUntil(() -> rows().size() == 50);
        browser.go("./overview");
        browser.waitFor(".cards .card");
        browser.go("./operation-logs?module=many");
        browser.waitUntil(() -> rows().size() == 50);
        browser.waitFor("main .tools button");
        browser.press("Verify integrity");
        browser.waitFor("main .panel.verification.good");
        assertThat(browser.findAll("main .panel.bad")).isEmpty();
        browser.accept("ERR_INTERNET_DISCONNECTED");

        browser.offline(true);
        browser.press("Verify integrity");
        browser.waitFor("main .panel.verification.warn");
        assertThat(browser.find("main .verification").getText()).contains("did not complete");
        browser.accept("ERR_INTERNET_DISCONNECTED");
    }

    @Test
    void filtersByTimesOfTheChosenZone() {
        browser.zone("Asia/Shanghai");
        browser.signIn("auditor");
        browser.open("/opsmon/operation-logs?module=many&from=2026-01-06T10:00:30Z");
        browser.waitFor("details.range summary").click();
        browser.waitFor("input[name=from]");
        assertThat(browser.evaluate("return document.querySelector('input[name=from]').value"))
                .isEqualTo("2026-01-06T18:00:30");
        browser.evaluate("localStorage.setItem('opsmon', JSON.stringify({zone: 'UTC'})); location.reload()");
        browser.waitUntil(
                () -> !browser.findAll("details.range:not([open]) summary").isEmpty());
        browser.find("details.range summary").click();
        browser.waitUntil(() -> browser.findAll("label").stream()
                .anyMatch(label -> label.getText().equals("From (UTC)")));
        assertThat(browser.evaluate("return document.querySelector('input[name=from]').value"))
                .isEqualTo("2026-01-06T10:00:30");
        browser.waitUntil(() -> browser.find(".count").getText().equals("90"));
        browser.evaluate("document.querySelector('input[name=from]').value = '2026-01-06T10:01:00'");
        browser.find(".range button[type=submit]").click();
        browser.waitUntil(() -> browser.find(".count").getText().equals("60"));
        assertThat(browser.address()).contains("from=2026-01-06T10%3A01%3A00.000Z");
    }

    @Test
    void keepsARelativeRangeInTheAddress() {
        browser.signIn("auditor");
        browser.open("/opsmon/operation-logs?module=many");
        browser.waitUntil(() -> browser.find(".count").getText().equals("120"));
        browser.find("details.range summary").click();
        browser.press("Last hour");
        browser.waitUntil(() -> browser.text().contains("No results match your filters."));
        assertThat(browser.address()).contains("range=1h").doesNotContain("from=");
        assertThat(browser.find("details.range summary").getText()).contains("Last hour");
        assertThat(browser.find(".range .chip[aria-pressed=true]").getAttribute("textContent"))
                .contains("Last hour");
        browser.press("Clear all");
        browser.waitUntil(() -> !rows().isEmpty());
        assertThat(browser.address()).doesNotContain("range=").doesNotContain("module=");
    }

    @Test
    void readsAndNarrowsTheHistogramByKeyboard() {
        browser.signIn("auditor");
        browser.open("/opsmon/operation-logs?module=many&from=2026-01-06T09:50:00Z&to=2026-01-06T10:10:00Z");
        browser.waitFor(".histogram .plot canvas");
        assertThat(browser.evaluate("return document.querySelectorAll('.histogram [tabindex=\"0\"]').length"))
                .isEqualTo(1L);
        // The hidden table has the numbers that the bars have.
        assertThat(
                        browser.evaluate(
                                "return [...document.querySelectorAll('.histogram tbody tr')]"
                                        + ".reduce((sum, row) => sum + Number(row.cells[1].textContent) + Number(row.cells[2].textContent), 0)"))
                .isEqualTo(120L);
        browser.evaluate("document.querySelector('.histogram .plot').focus()");
        browser.type(Keys.HOME);
        assertThat(browser.find(".histogram .plot").getAttribute("aria-valuetext"))
                .contains("Success: 0", "Failed: 0");
        while (String.valueOf(browser.find(".histogram .plot").getAttribute("aria-valuetext"))
                .contains("Success: 0")) {
            browser.type(Keys.ARROW_RIGHT);
        }
        assertThat(browser.find(".histogram .tooltip").getText()).contains("Success: ", "Failed: 0");
        browser.type(Keys.ENTER);
        browser.waitUntil(() -> !browser.find(".count").getText().equals("120"));
        assertThat(browser.address()).contains("from=2026-01-06T10%3A0").contains("to=2026-01-06T10%3A0");
        assertThat(browser.barriers()).isEmpty();
    }

    @Test
    void saysWhatNeedsAttentionFirst() {
        browser.signIn("auditor");
        browser.open("/opsmon/overview");
        browser.waitFor("main .attention");
        browser.waitFor("main opsmon-time-chart canvas");
        assertThat(browser.evaluate("return document.querySelector('.attention').compareDocumentPosition("
                        + "document.querySelector('.cards')) & Node.DOCUMENT_POSITION_FOLLOWING"))
                .isEqualTo(4L);
        browser.press("Last 30 days");
        browser.waitUntil(() -> browser.address().contains("range=30d"));
        browser.waitUntil(() -> !browser.findAll(".cards .card[href$='/operation-logs?range=30d']")
                .isEmpty());
        assertThat(browser.barriers()).isEmpty();
    }

    @Test
    void removesEntriesOfBeforeTheDayThatWasPicked() {
        browser.zone("Asia/Shanghai");
        browser.signIn("admin");
        for (String zone : List.of("", "America/New_York", "UTC")) {
            browser.open("/opsmon/");
            browser.evaluate("localStorage.setItem('opsmon', JSON.stringify({zone: '" + zone
                    + "'})); location.href = './operation-logs?module=many'");
            browser.waitUntil(() -> browser.findAll("main .tools button").size() > 3);
            browser.press("Purge old entries…");
            browser.waitFor("dialog.ask input[name=before]");
            assertThat(browser.find("dialog.ask label").getText()).contains(zone.isEmpty() ? "Asia/Shanghai" : zone);
            browser.evaluate("document.querySelector('dialog.ask input[name=before]').value = '2026-01-07'");
            browser.find("dialog.ask button[type=submit]").click();
            browser.waitUntil(() -> browser.findAll("dialog.ask input").isEmpty()
                    && !browser.findAll("dialog.ask").isEmpty());
            assertThat(browser.find("dialog.ask").getText()).contains("121 entries before", "Jan 7, 2026, 12:00:00 AM");
            browser.find("dialog.ask .actions button").click();
        }
    }

    @Test
    void saysWhySignInsFailed() {
        browser.open("/login");
        browser.find("input[name=username]").sendKeys("clerk");
        browser.find("input[name=password]").sendKeys("wrong");
        browser.find("button").click();
        browser.waitUntil(() -> browser.address().contains("?"));
        browser.signIn("auditor");
        recorder.flush(Duration.ofSeconds(10));
        browser.open("/opsmon/overview");
        browser.waitFor(".ranking");
        browser.waitUntil(() -> {
            browser.press("Refresh");
            return browser.text().contains("Wrong password");
        });
        assertThat(browser.text()).doesNotContain("BAD_CREDENTIALS");
        assertThat(browser.findAll(".cards a[href*='login-logs'][href*=outcome]"))
                .hasSize(2)
                .allSatisfy(card -> assertThat(card.getAttribute("href")).contains("event=LOGIN"));
    }

    @Test
    void makesNoScheduleOfANameThatThereIs() {
        browser.signIn("admin");
        for (String cron : List.of("0 0 5 * * SUN", "0 0 6 * * MON")) {
            browser.open("/opsmon/backups?tab=schedules&schedule=%20");
            browser.waitFor("form.editor input[name=id]").sendKeys("twice");
            browser.choose("form.editor select[name=repeat]", "custom");
            browser.waitFor("form.editor input[name=cron]").clear();
            browser.find("form.editor input[name=cron]").sendKeys(cron);
            browser.find("form.editor button[type=submit]").click();
            browser.waitUntil(() -> !browser.findAll("main [role=alert]").isEmpty()
                    || browser.findAll("form.editor").isEmpty());
        }
        assertThat(browser.find("main [role=alert]").getText()).isEqualTo("A schedule with this name exists.");
        assertThat(browser.find("form.editor input[name=cron]").getAttribute("value"))
                .isEqualTo("0 0 6 * * MON");
        assertThat(browser.find(".table tbody").getText())
                .contains("every Sunday at 05:00")
                .doesNotContain("every Monday");
        browser.open("/opsmon/backups?tab=schedules&schedule=twice");
        browser.waitUntil(() -> browser.find("form.editor output").getText().contains("every Sunday at 05:00"));
        assertThat(browser.find("form.editor output").getText().lines()).hasSize(6);
        browser.choose("form.editor select[name=repeat]", "custom");
        browser.waitFor("form.editor input[name=cron]").clear();
        browser.find("form.editor input[name=cron]").sendKeys("0 30 3 * * MON-FRI");
        browser.waitUntil(() -> browser.find("form.editor output").getText().contains("every Monday–Friday at 03:30"));
        assertThat(browser.barriers()).isEmpty();
        // On a busy machine, a preview may be asked for what is half typed.
        browser.accept("409");
        browser.accept("/preview?cron=0");
        jdbc.sql("DELETE FROM opsmon_backup_schedule WHERE id = 'twice'").update();
    }

    @Test
    void namesTheFieldThatIsWrong() {
        browser.signIn("auditor");
        browser.open("/opsmon/operation-logs?clientIp=1&minDurationMillis=-5");
        browser.waitFor("[role=alert]");
        assertThat(browser.find("[role=alert]").getText()).contains("minDurationMillis");
        assertThat(browser.find("input[name=minDurationMillis]").getAttribute("aria-invalid"))
                .isEqualTo("true");
        // The browser itself reports the answer 400. Any other message would be an error of the console.
        browser.accept("400");
    }

    @Test
    void showsHostileContentAsText() {
        browser.signIn("auditor");
        browser.open("/opsmon/operation-logs?module=hostile");
        browser.waitUntil(() -> rows().size() == 1);
        browser.find(".tools .menu summary").click();
        browser.findAll(".tools .menu input:not(:checked)").forEach(WebElement::click);
        assertHarmless();
        // The description already contains the message of the failure.
        assertThat(browser.findAll(".table tbody td .error")).isEmpty();
        browser.find(".facets summary").click();
        browser.find(".table tbody .open").click();
        browser.waitFor(".drawer .tree");
        browser.findAll(".drawer details:not([open]) > summary").forEach(WebElement::click);
        assertHarmless();
        assertThat(browser.find(".drawer h2").getText()).startsWith("<img src=x onerror=alert(1)><script>");
        browser.screenshot("hostile");
        // The unfolded details are scrolled.
        browser.evaluate("document.querySelector('.drawer').scrollTop = 0");
        browser.find(".drawer a.button").click();
        browser.waitFor(".history");
        assertHarmless();

        browser.open("/login");
        browser.find("input[name=username]").sendKeys(HOSTILE.substring(0, 100));
        browser.find("input[name=password]").sendKeys("x");
        browser.find("button").click();
        browser.waitUntil(() -> browser.address().contains("?"));
        browser.signIn("auditor");
        browser.open("/opsmon/login-logs?reason=UNKNOWN_USER");
        browser.waitFor(".table tbody .open").click();
        browser.waitFor(".drawer dl");
        assertHarmless();
        assertThat(browser.find(".drawer h2").getText()).startsWith("<img src=x onerror=alert(1)>");
    }

    /** Recorded text is displayed as text: it creates no elements and does not change the direction of other text. */
    private void assertHarmless() {
        assertThat(browser.findAll("main img, main script, .drawer img, .drawer script"))
                .isEmpty();
        assertThat(browser.text()).contains("<img src=x onerror=alert(1)>").doesNotContain("\u202E");
        assertThat(
                        browser.evaluate(
                                "return [document.documentElement, ...document.querySelectorAll('.drawer')].every(e => e.scrollWidth <= e.clientWidth)"))
                .isEqualTo(true);
    }

    @Test
    void saysPlainlyWhoMayNot() {
        browser.signIn("clerk");
        browser.open("/opsmon/");
        browser.waitFor("[role=alert]");
        assertThat(browser.text()).contains("You do not have permission");
        assertThat(browser.findAll("nav a[href^='./']")).isEmpty();
    }

    @Test
    void looksRightOnAPhoneAndInTheDark() {
        browser.signIn("admin");
        browser.resize(500, 900);
        browser.theme("dark");
        for (String page : List.of("overview", "operation-logs", "login-logs", "online-users", "backups")) {
            browser.open("/opsmon/" + page);
            browser.waitFor("nav a[aria-current][href='./" + page + "']");
            browser.waitUntil(() -> browser.findAll("main [role=status].notice").isEmpty());
            assertThat(browser.evaluate("return document.documentElement.scrollWidth <= window.innerWidth"))
                    .as(page)
                    .isEqualTo(true);
            browser.screenshot(page + "-phone-dark");
        }
    }

    @Test
    void asksNoOtherHostAndStaysSmall() {
        browser.signIn("auditor");
        browser.open("/opsmon/operation-logs");
        browser.waitFor(".table tbody tr");
        assertThat(
                        browser.evaluate(
                                "return performance.getEntriesByType('resource').filter(e => !e.name.startsWith(location.origin + '/shop/opsmon/')).length"))
                .isEqualTo(0L);
        Object bytes = browser.evaluate(
                "return performance.getEntriesByType('resource').reduce((sum, e) => sum + e.transferSize, 0)");
        assertThat((Long) bytes).isLessThan(300_000L);
        // The number of calls of the API depends on what happens meanwhile; the number of files does not.
        assertThat(
                        (Long)
                                browser.evaluate(
                                        "return performance.getEntriesByType('resource').filter(e => !e.name.includes('/api/')).length"))
                .isBetween(10L, 60L);
        // The page loads no unneeded files: no script within the page, no styles within it, and no fonts.
        assertThat(browser.evaluate(
                        "return document.querySelectorAll('script:not([type=module]):not([src]), style').length"))
                .isEqualTo(0L);
        assertThat((Long) browser.evaluate("return document.querySelectorAll('*').length"))
                .isLessThan(1_500L);
    }

    @Test
    void worksBehindAProxyWithAPrefix() throws IOException {
        browser.signIn("auditor");
        // The cookie is valid for /shop and for any port.
        try (PrefixProxy proxy = new PrefixProxy("/shop/behind", "http://localhost:" + port + "/shop")) {
            browser.visit(proxy.address() + "/opsmon/operation-logs?module=products");
            browser.waitFor(".table tbody .open").click();
            browser.waitFor(".drawer dl");
            assertThat(
                            browser.evaluate(
                                    "return performance.getEntriesByType('resource').filter(e => !new URL(e.name).pathname.startsWith('/shop/behind/opsmon/')).length"))
                    .isEqualTo(0L);
            assertThat(browser.complaints()).isEmpty();
        }
    }

    @Test
    void showsEveryPageInBothLanguagesAndThemes() {
        List<String> barriers = new ArrayList<>();
        browser.signIn("admin");
        for (String language : List.of("en", "zh-CN")) {
            for (String theme : List.of("light", "dark")) {
                browser.open("/opsmon/");
                browser.evaluate("localStorage.setItem('opsmon', JSON.stringify({language: '" + language + "', theme: '"
                        + theme + "'})); location.reload()");
                for (String page : List.of("overview", "operation-logs", "login-logs", "online-users", "backups")) {
                    browser.go("./" + page);
                    browser.waitFor("nav a[aria-current][href='./" + page + "']");
                    browser.waitFor(page.equals("overview") ? ".cards .card" : "main h1");
                    browser.waitUntil(() -> browser.findAll("main [role=status].notice, main [aria-busy=true]")
                            .isEmpty());
                    assertThat(browser.evaluate("return document.documentElement.lang"))
                            .isEqualTo(language);
                    // A missing text would be displayed as its key.
                    assertThat(browser.find("main").getText())
                            .doesNotContainPattern("\\b(page|overview|backup|none)\\.\\w");
                    browser.screenshot(page + "-" + language + "-" + theme);
                    if (language.equals("en")) {
                        browser.barriers().forEach(each -> barriers.add(page + ", " + theme + ": " + each));
                    }
                }
            }
        }
        assertThat(barriers).isEmpty();
    }

    @Test
    void endsASessionAndTheOtherBrowserIsOut() {
        browser.signIn("admin");
        try (Browser other = new Browser("http://localhost:" + port + "/shop")) {
            other.signIn("clerk");
            browser.open("/opsmon/online-users?username=clerk");
            browser.waitFor(".table tbody .kick").click();
            browser.waitFor("dialog.ask[open]");
            browser.find("dialog.ask input[name=reason]").sendKeys("left the office");
            assertThat(browser.barriers()).isEmpty();
            browser.screenshot("kick");
            browser.find("dialog.ask button[type=submit]").click();
            browser.waitUntil(() -> browser.text().contains("1 session ended."));

            other.open("/orders");
            other.waitFor("input[name=username]");
        }
        recorder.flush(Duration.ofSeconds(10));
        browser.open("/opsmon/login-logs?event=KICK");
        browser.waitFor(".table tbody .open");
        assertThat(browser.find(".table tbody").getText()).doesNotContain("Success", "Other");
        browser.find(".table tbody .open").click();
        browser.waitFor(".drawer dl");
        assertThat(browser.find(".drawer").getText())
                .contains("Session terminated by admin", "left the office", "admin");
        assertThat(browser.barriers()).isEmpty();
        browser.screenshot("login-log-entry");
    }

    @Test
    void deletesSelectedBackups() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            String id = backups.start(BackupRequest.manual("main", "admin")).id();
            await().until(() -> backups.catalogue().find(id).orElseThrow().status() == BackupStatus.SUCCEEDED);
            ids.add(id);
        }
        browser.signIn("admin");
        browser.open("/opsmon/backups");
        ids.forEach(id -> browser.waitFor("tr[data-id='" + id + "'] .pick").click());
        browser.waitUntil(() -> browser.find(".selection").getText().startsWith("2 selected"));
        browser.screenshot("selection");
        browser.find(".selection .danger").click();
        browser.waitFor("dialog.ask[open]");
        assertThat(browser.find("dialog.ask").getText()).contains("Delete 2 backups?");
        browser.find("dialog.ask button[type=submit]").click();
        browser.waitUntil(() -> browser.text().contains("Done: 2."));

        assertThat(ids)
                .allSatisfy(id -> assertThat(
                                backups.catalogue().find(id).orElseThrow().status())
                        .isEqualTo(BackupStatus.EXPIRED));
        assertThat(browser.barriers()).isEmpty();
    }

    @Test
    void endsSelectedSessions() {
        browser.signIn("admin");
        try (Browser other = new Browser("http://localhost:" + port + "/shop");
                Browser another = new Browser("http://localhost:" + port + "/shop")) {
            other.signIn("clerk");
            another.signIn("clerk");
            browser.open("/opsmon/online-users?username=clerk");
            browser.waitUntil(() -> browser.findAll(".table .pick").size() >= 2);
            int sessions = browser.findAll(".table .pick").size();
            browser.findAll(".table .pick").forEach(WebElement::click);
            browser.waitFor(".selection");
            assertThat(browser.find(".selection").getText()).startsWith(sessions + " selected");
            assertThat(browser.barriers()).isEmpty();
            browser.find(".selection .danger").click();
            browser.waitFor("dialog.ask[open] button[type=submit]").click();
            browser.waitUntil(() -> browser.text().contains("Done: " + sessions + "."));

            for (Browser each : List.of(other, another)) {
                each.open("/orders");
                each.waitFor("input[name=username]");
            }
        }
    }

    @Test
    void unlocksAnAccount() {
        for (int i = 0; i < 5; i++) {
            browser.open("/login");
            browser.find("input[name=username]").sendKeys("auditor");
            browser.find("input[name=password]").sendKeys("wrong");
            browser.find("button").click();
            browser.waitUntil(() -> browser.address().contains("?"));
        }
        browser.signIn("admin");
        browser.open("/opsmon/login-logs?tab=locks");
        browser.waitFor(".table tbody .unlock");
        assertThat(browser.find(".table tbody").getText()).contains("auditor");
        assertThat(browser.barriers()).isEmpty();
        browser.screenshot("locks");
        browser.find(".table tbody .unlock").click();
        browser.waitFor("dialog.ask[open] button[type=submit]").click();
        browser.waitUntil(() -> browser.text().contains("No locked accounts"));
    }

    @Test
    void backsUpVerifiesAndRestores() {
        browser.signIn("admin");
        browser.open("/opsmon/backups");
        browser.waitFor(".card button.primary").click();
        browser.waitUntil(() -> browser.findAll(".table tbody .badge").stream()
                .anyMatch(badge -> badge.getText().equals("Completed")));
        browser.find(".table tbody .open").click();
        browser.waitFor(".drawer .actions button");
        browser.waitUntil(() -> browser.find(".drawer").getText().contains("SHA-256"));
        browser.findAll(".drawer .actions button").get(0).click();
        browser.waitUntil(() -> browser.find(".drawer").getText().contains("✓ Verified"));
        assertThat(browser.barriers()).isEmpty();
        browser.screenshot("backup");

        browser.find(".drawer button.danger").click();
        browser.waitFor("dialog.ask[open]");
        assertThat(browser.barriers()).isEmpty();
        browser.screenshot("restore");
        assertThat(browser.find("dialog.ask").getText())
                .contains("will be lost", "safety backup", "Type main to confirm");
        WebElement confirm = browser.find("dialog.ask button[type=submit]");
        assertThat(confirm.isEnabled()).isFalse();
        browser.find("dialog.ask input[name=confirmation]").sendKeys("main");
        assertThat(confirm.isEnabled()).isTrue();
        confirm.click();
        browser.waitUntil(() -> browser.findAll("main .table tbody tr").size() == 2
                && browser.findAll("main .activity").isEmpty()
                && browser.find(".table tbody").getText().contains("Pre-restore safety copy"));
        assertThat(browser.findAll("main .table tbody .error")).isEmpty();

        String link = browser.address();
        browser.open("/customers");
        browser.visit(link + "&status=FAILED");
        browser.waitFor(".drawer dl");
        assertThat(browser.find(".drawer").getText()).contains("✓ Verified");

        browser.open("/opsmon/backups?tab=schedules&schedule=%20");
        browser.waitFor("form.editor input[name=id]").sendKeys("weekly");
        browser.choose("form.editor select[name=repeat]", "custom");
        browser.waitFor("form.editor input[name=cron]").clear();
        browser.find("form.editor input[name=cron]").sendKeys("0 0 4 * * SUN");
        browser.waitUntil(() -> browser.find("form.editor output").getText().contains("every Sunday at 04:00"));
        assertThat(browser.barriers()).isEmpty();
        browser.screenshot("schedule");
        browser.find("form.editor button[type=submit]").click();
        browser.waitUntil(() -> browser.findAll(".table tbody tr").stream()
                .anyMatch(row -> row.getText().contains("weekly")));
        assertThat(browser.find(".table tbody").getText()).contains("every Sunday at 04:00");
    }

    @Test
    void saysWhichSettingIsNeededForABackupThatIsNotAuthenticated() {
        String id = backups.start(BackupRequest.manual("main", "admin")).id();
        await().atMost(Duration.ofSeconds(60))
                .until(() -> backups.catalogue().find(id).orElseThrow().status() == BackupStatus.SUCCEEDED);
        jdbc.sql(
                        "UPDATE opsmon_backup SET manifest = REGEXP_REPLACE(manifest, '\"signature\"\\s*:\\s*\"[^\"]*\"', '\"signature\" : null') WHERE id = ?")
                .param(id)
                .update();
        browser.signIn("admin");
        browser.open("/opsmon/backups?id=" + id);
        browser.waitFor(".drawer .unproven");
        assertThat(browser.find(".drawer .unproven").getText())
                .contains("set opsmon.backup.allow-unsigned-imports=true");
        assertThat(browser.findAll(".drawer .actions button:disabled")).hasSize(2);
        assertThat(browser.barriers()).isEmpty();
        browser.screenshot("unproven-not-allowed");
        // Other tests count the backups.
        jdbc.sql("DELETE FROM opsmon_backup WHERE id = ?").param(id).update();
    }

    @Test
    void showsTheLiveViewInMoreTabsThanABrowserHasConnections() {
        browser.signIn("auditor");
        String first = browser.currentTab();
        List<String> tabs = new ArrayList<>();
        try {
            for (int i = 0; i < 8; i++) {
                tabs.add(browser.newTab());
                browser.open("/opsmon/operation-logs?module=seven");
                // A hidden tab ends its stream. These tabs are visible, like windows side by side.
                browser.evaluate("Object.defineProperty(document, 'hidden', {get: () => false})");
                browser.waitFor("button.live").click();
                browser.waitUntil(
                        () -> "true".equals(browser.find("button.live").getAttribute("aria-pressed")));
            }
            repository.saveAll(
                    List.of(TestEntries.entry(Instant.now(), "seven", "QUERY", "in every tab", Outcome.SUCCESS)));
            for (String tab : tabs) {
                browser.switchTo(tab);
                browser.waitUntil(() -> browser.text().contains("in every tab"));
            }
            assertThat(browser.complaints()).isEmpty();
        } finally {
            tabs.forEach(browser::closeTab);
            browser.switchTo(first);
        }
    }

    @Test
    void showsNewEntriesWhileItIsLive() {
        browser.signIn("auditor");
        browser.open("/opsmon/operation-logs?module=live");
        browser.waitUntil(() -> browser.text().contains("No results match"));
        browser.press("Live");
        browser.waitFor(".tools button[aria-pressed=true]");
        repository.saveAll(List.of(TestEntries.entry(Instant.now(), "live", "QUERY", "just now", Outcome.SUCCESS)));

        browser.waitUntil(() -> browser.text().contains("just now"));
        assertThat(browser.findAll(".table tbody tr.new")).isEmpty();
        repository.saveAll(List.of(TestEntries.entry(Instant.now(), "live", "QUERY", "even later", Outcome.SUCCESS)));
        browser.waitUntil(() -> browser.text().contains("even later"));
        assertThat(browser.findAll(".table tbody tr.new"))
                .singleElement()
                .satisfies(row -> assertThat(row.getText()).contains("even later"));
    }

    @Test
    void returnsToTheRowThatWasOpenedAlthoughItHasMoved() {
        repository.saveAll(List.of(TestEntries.entry(Instant.now(), "moving", "QUERY", "opened", Outcome.SUCCESS)));
        browser.signIn("auditor");
        browser.open("/opsmon/operation-logs?module=moving");
        browser.waitUntil(() -> rows().size() == 1);
        browser.press("Live");
        String opened = rows().get(0).getAttribute("data-id");
        browser.find(".table tbody .open").click();
        browser.waitFor(".drawer dl");
        repository.saveAll(List.of(TestEntries.entry(Instant.now(), "moving", "QUERY", "later", Outcome.SUCCESS)));
        // The row stays where it is while its details are read.
        browser.waitUntil(() -> !browser.findAll(".announcement button").isEmpty());
        assertThat(rows()).hasSize(1);
        browser.type(Keys.ESCAPE);
        browser.waitUntil(() -> browser.findAll(".drawer").isEmpty());
        browser.evaluate("document.querySelector('.announcement button').click()");
        browser.waitUntil(() -> rows().size() == 2);
        browser.evaluate("document.querySelector('.table [data-id=\"" + opened + "\"] .open').focus()");
        repository.saveAll(List.of(TestEntries.entry(Instant.now(), "moving", "QUERY", "last", Outcome.SUCCESS)));
        browser.waitUntil(() ->
                rows().size() == 3 || !browser.findAll(".announcement button").isEmpty());
        browser.evaluate("document.querySelector('.announcement button')?.dispatchEvent(new Event('click'))");
        browser.waitUntil(() -> rows().size() == 3);
        // The focus stays with its entry, although the row has moved.
        await().untilAsserted(() -> assertThat(browser.evaluate("return document.activeElement.textContent"))
                .isEqualTo("opened"));
    }

    @Test
    void showsSignInsWhileItIsLive() {
        browser.signIn("auditor");
        browser.open("/opsmon/login-logs?username=clerk&event=LOGOUT");
        browser.waitUntil(() -> browser.text().contains("No results match"));
        browser.press("Live");
        try (Browser other = new Browser("http://localhost:" + port + "/shop")) {
            other.signIn("clerk");
            other.press("Sign out");
            browser.waitUntil(() -> rows().size() == 1);
        }
        browser.press("Pause");
    }

    @Test
    void verifiesTheChains() {
        browser.signIn("auditor");
        assertThat(recorder.flush(Duration.ofSeconds(10))).isTrue();
        for (String page : List.of("operation-logs", "login-logs")) {
            browser.open("/opsmon/" + page);
            browser.waitFor(".table tbody tr");
            browser.press("Verify integrity");
            browser.waitFor("main .panel.good, main .panel.bad");
            assertThat(browser.find("main .panel").getText()).contains("Integrity verified");
            assertThat(browser.find("main .panel a.certificate").getAttribute("href"))
                    .matches(".*/opsmon/api/v1/" + page + "/verifications/[0-9a-f-]{36}/certificate");
        }
        browser.open("/opsmon/overview");
        browser.waitUntil(() -> browser.findAll(".cards .card").stream()
                        .filter(card -> card.getText().startsWith("Integrity ("))
                        .filter(card -> card.getText().contains("✓"))
                        .count()
                == 2);
        assertThat(browser.barriers()).isEmpty();
        assertThat(browser.find("nav a[href='/']").getText()).isEqualTo("Back office");
    }

    @Test
    void showsOneUserWithSessionsSignInsAndOperations() {
        browser.signIn("auditor");
        assertThat(recorder.flush(Duration.ofSeconds(10))).isTrue();
        browser.open("/opsmon/online-users");
        browser.waitFor("th.who a[href*='name=auditor']").click();
        browser.waitFor("section.part .badge.good");
        browser.screenshot("user");

        assertThat(browser.address()).endsWith("/opsmon/user?name=auditor");
        assertThat(browser.find("h1").getText()).isEqualTo("auditor");
        assertThat(browser.findAll("section.part h2").stream().map(WebElement::getText))
                .containsExactly("Sessions View all", "Login logs View all", "Operation logs View all");
        assertThat(browser.find("nav.crumbs").getText()).contains("auditor").doesNotContain("User");
        assertThat(browser.barriers()).isEmpty();

        browser.find("section.part td a[href*='login-logs']").click();
        browser.waitFor(".drawer a[href*='user?name=auditor']");
        browser.open("/opsmon/user?name=" + "nobody%20%3Cb%3E");
        browser.waitUntil(() -> browser.find("h1").getText().equals("nobody <b>"));
        browser.waitUntil(() -> browser.findAll("section.part .notice").size() == 3);
    }

    @Test
    void keepsFiltersUnderANameInThisBrowser() {
        browser.signIn("auditor");
        browser.open("/opsmon/operation-logs?module=many&outcome=SUCCESS");
        browser.waitFor(".table tbody tr");
        browser.find(".views summary").click();
        browser.press("Save view…");
        browser.waitFor("dialog.ask input[name=name]").sendKeys("Mine <b>");
        browser.press("Save");
        browser.waitUntil(() -> browser.findAll("dialog.ask").isEmpty());
        browser.find(".views summary").click();
        browser.waitFor(".views li a[aria-current]");
        assertThat(browser.barriers()).isEmpty();

        browser.open("/opsmon/operation-logs");
        browser.waitFor(".table tbody tr");
        browser.find(".views summary").click();
        browser.screenshot("views");
        assertThat(browser.find(".views li a").getText()).isEqualTo("Mine <b>");
        assertThat(browser.find(".save-view").isEnabled()).isFalse();
        browser.find(".views li a").click();
        browser.waitUntil(() -> browser.address().endsWith("/opsmon/operation-logs?module=many&outcome=SUCCESS"));

        browser.waitFor(".views .drop").click();
        browser.waitUntil(() -> browser.findAll(".views li").isEmpty());
    }

    @Test
    void countsWhatThereIsMostOf() {
        browser.signIn("auditor");
        browser.open("/opsmon/operation-logs?from=2026-01-01T00:00:00Z");
        browser.waitFor(".facets summary").click();
        browser.waitFor(".facets .chip");
        browser.screenshot("facets");
        browser.findAll(".facets .chip").stream()
                .filter(chip -> chip.getText().equals("many 120"))
                .findFirst()
                .orElseThrow()
                .click();
        browser.waitUntil(() -> browser.find(".count").getText().equals("120"));
        assertThat(browser.address()).contains("module=many");
        browser.waitFor(".facets .chip[aria-pressed=true]");
        assertThat(browser.barriers()).isEmpty();
    }

    @Test
    void isUsedByKeys() {
        browser.signIn("auditor");
        browser.open("/opsmon/operation-logs?module=many");
        browser.waitUntil(() -> rows().size() == 50);
        browser.type("j");
        browser.type("j");
        browser.type("k");
        assertThat(browser.evaluate("return document.activeElement.textContent"))
                .isEqualTo("entry 119");
        browser.type(Keys.ENTER);
        browser.waitFor(".drawer dl");
        browser.type(Keys.ESCAPE);
        browser.waitUntil(() -> browser.findAll(".drawer").isEmpty());
        browser.type("?");
        browser.waitFor("dialog.help[open]");
        assertThat(browser.barriers()).isEmpty();
        browser.type(Keys.ESCAPE);
        browser.waitUntil(() -> browser.findAll("dialog[open]").isEmpty());
        browser.type("/");
        assertThat(browser.evaluate("return document.activeElement.name")).isEqualTo("text");

        browser.find(".settings summary").click();
        browser.waitFor(".choices select");
        assertThat(browser.barriers()).isEmpty();
        browser.screenshot("settings");
        browser.findAll(".choices select")
                .get(0)
                .findElements(By.tagName("option"))
                .get(2)
                .click();
        browser.waitUntil(() -> browser.find("h1").getText().equals("操作日志"));
    }
}
