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
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

/** Tests what surrounds the pages of the console in a browser: menu, account, quick navigation and print. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "server.servlet.context-path=/shop",
            "opsmon.login-log.guard.failures=3",
            "opsmon.online-users.flush-interval=50ms",
            "spring.datasource.url=jdbc:h2:mem:shell;DB_CLOSE_DELAY=-1",
            "opsmon.backup.directory=target/backups/${random.uuid}",
            "opsmon.backup.min-free-space=1MB",
            "opsmon.recording.journal.directory=target/journals/${random.uuid}"
        })
class ConsoleShellTest extends BrowserTest {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

    @Autowired
    private OperationLogRecorder recorder;

    @Autowired
    private OperationLogRepository repository;

    @BeforeAll
    void fillTheLog() {
        recorder.flush(Duration.ofSeconds(10));
        repository.saveAll(List.of(entry("parcel", "P-4711", null), entry("parcel", "P-9", TRACE)));
    }

    private static OperationLogEntry entry(String type, String id, @Nullable String trace) {
        return TestEntries.with(
                TestEntries.entry(Instant.now(), "parcels", "UPDATE", "moved " + id, Outcome.SUCCESS),
                Operator.of("carrier"),
                new Resource(type, id),
                new HttpFacts("PUT", "/parcels", null, 200, null, null, null),
                trace == null ? null : new TraceContext(trace, null),
                Duration.ofMillis(3));
    }

    private WebElement palette() {
        browser().shortcut("k");
        return browser().waitFor("dialog.palette[open] input");
    }

    private String options() {
        return browser().find("dialog.palette").getText();
    }

    @Test
    void goesToAPageWithTheKeyboard() {
        browser().signIn("auditor");
        browser().open("/opsmon/");
        browser().waitFor(".cards .card");

        WebElement input = palette();
        assertThat(options()).contains("Overview", "Operation logs", "Login logs", "Online users");
        assertThat(browser().barriers()).isEmpty();
        browser().screenshot("palette");
        input.sendKeys(Keys.ARROW_DOWN);
        assertThat(input.getDomAttribute("aria-activedescendant")).isEqualTo("target-1");
        input.sendKeys(Keys.ESCAPE);
        browser().waitUntil(() -> browser().findAll("dialog.palette").isEmpty());

        palette().sendKeys("online", Keys.ENTER);
        browser().waitUntil(() -> browser().address().endsWith("/opsmon/online-users"));
    }

    @Test
    void landsOnAPastedOrderNumberAndTrace() {
        browser().signIn("auditor");
        browser().open("/opsmon/");
        browser().waitFor(".cards .card");

        palette().sendKeys("P-4711", Keys.ENTER);
        browser().waitUntil(() -> browser().address().endsWith("/opsmon/resource?type=parcel&id=P-4711"));
        browser().waitFor(".history");
        assertThat(browser().find(".history").getText()).contains("3.10", "3.20", "carrier");

        palette().sendKeys(TRACE, Keys.ENTER);
        browser().waitUntil(() -> browser().address().contains("traceId=" + TRACE));
        browser().waitUntil(() -> browser().text().contains("moved P-9"));
    }

    @Test
    void findsUsersAndPartsOfIdentifiersInTheLanguageOfTheConsole() {
        browser().signIn("auditor");
        browser().open("/opsmon/");
        browser().waitFor(".cards .card");
        browser().evaluate("localStorage.setItem('opsmon', JSON.stringify({ language: 'zh-CN' })); location.reload()");
        browser().waitUntil(() -> browser().text().contains("快速跳转"));

        browser().find(".find").click();
        browser().waitFor("dialog.palette[open] input").sendKeys("p-4");
        browser().waitUntil(() -> options().contains("P-4711"));
        assertThat(options()).contains("变更历史", "搜索操作日志");
        browser().find("dialog.palette input").clear();
        browser().find("dialog.palette input").sendKeys("carr");
        browser().waitUntil(() -> options().contains("carrier"));
        assertThat(browser().barriers()).isEmpty();
        browser().screenshot("palette-zh");
        browser().find("dialog.palette input").sendKeys(Keys.ENTER);
        browser().waitUntil(() -> browser().address().endsWith("/user?name=carrier"));
    }

    @Test
    void saysThatNothingWasFound() {
        browser().signIn("auditor");
        browser().open("/opsmon/backups");
        browser().waitFor("main");
        palette().sendKeys("zzzz-zzzz");
        browser().waitUntil(() -> !options().contains("Loading"));

        assertThat(options()).contains("Search operation logs").doesNotContain("History");
    }

    @Test
    void printsAListWithItsFiltersAndZone() {
        browser().zone("Asia/Shanghai");
        browser().signIn("auditor");
        browser().open("/opsmon/operation-logs?module=parcels&operator=!admin&range=24h");
        browser().waitFor(".table tbody tr");
        assertThat(browser().find(".print-only").isDisplayed()).isFalse();

        browser().theme("dark");
        browser().paper(true);
        String printed = browser().text();
        assertThat(printed)
                .contains(
                        "printed",
                        "by auditor",
                        "time zone Asia/Shanghai",
                        "Module: parcels",
                        "Operator: not admin",
                        "Time range: Last 24 hours",
                        "moved P-9")
                .doesNotContain("Export", "Rows per page");
        assertThat(browser().evaluate("return getComputedStyle(document.querySelector('main')).color"))
                .isEqualTo("rgb(27, 35, 48)");
        browser().screenshot("print-list");
        browser().paper(false);
    }

    @Test
    void printsOneEntryWithoutTheListAndUnfolded() {
        browser().signIn("auditor");
        browser().open("/opsmon/operation-logs?module=products");
        browser().waitFor(".table tbody .open").click();
        browser().waitFor(".drawer dl");

        browser().evaluate("dispatchEvent(new Event('beforeprint'))");
        browser().paper(true);
        assertThat(browser().findAll(".drawer details:not([open])")).isEmpty();
        assertThat(browser().find("main h1").isDisplayed()).isFalse();
        assertThat(browser().find(".print-only").isDisplayed()).isTrue();
        browser().screenshot("print-entry");
        browser().paper(false);
        browser().evaluate("dispatchEvent(new Event('afterprint'))");
    }

    @Test
    void printsTheHistoryOfAResource() {
        browser().signIn("auditor");
        browser().open("/opsmon/operation-logs?resourceType=parcel&resourceId=P-4711&view=timeline");
        browser().waitFor(".timeline");

        browser().paper(true);
        assertThat(browser().text()).contains("Resource: P-4711", "Price", "3.10", "3.20");
        browser().screenshot("print-history");
        browser().paper(false);
    }

    @Test
    void buildsSchedulesWithoutAnExpression() {
        browser().signIn("admin");
        browser().open("/opsmon/backups?tab=schedules&schedule=%20");
        browser().waitFor("form.editor input[name=id]").sendKeys("built");
        browser().choose("form.editor select[name=repeat]", "weekly");
        browser().waitFor("form.editor .days");
        browser().check("Saturday");
        browser().check("Monday");
        browser()
                .waitUntil(() -> browser()
                        .find("form.editor output")
                        .getText()
                        .contains("every Tuesday, Wednesday, Thursday, Friday, Saturday at 03:30"));
        assertThat(browser().barriers()).isEmpty();
        browser().screenshot("schedule-builder");
        browser().choose("form.editor select[name=repeat]", "monthly");
        browser().choose("form.editor select[name=monthDay]", "L");
        browser()
                .waitUntil(() -> browser()
                        .find("form.editor output")
                        .getText()
                        .contains("at 03:30, on the last day of the month"));
        browser().choose("form.editor select[name=repeat]", "custom");
        assertThat(browser().waitFor("form.editor input[name=cron]").getDomProperty("value"))
                .isEqualTo("0 30 3 L * *");
        browser().choose("form.editor select[name=repeat]", "monthly");
        browser().find("form.editor button[type=submit]").click();
        browser().waitUntil(() -> browser().findAll("form.editor").isEmpty());
        browser().waitUntil(() -> browser().text().contains("on the last day of the month"));

        browser().open("/opsmon/backups?tab=schedules&schedule=built");
        browser().waitFor("form.editor select[name=monthDay]");
        assertThat(browser().find("form.editor select[name=repeat]").getDomProperty("value"))
                .isEqualTo("monthly");
        assertThat(browser().find("form.editor select[name=monthDay]").getDomProperty("value"))
                .isEqualTo("L");
    }

    @Test
    void countsInTheMenu() {
        repository.saveAll(
                List.of(TestEntries.entry(Instant.now(), "parcels", "UPDATE", "lost a parcel", Outcome.FAILURE)));
        for (int i = 0; i < 4; i++) {
            browser().open("/login");
            browser().find("input[name=username]").sendKeys("mallory");
            browser().find("input[name=password]").sendKeys("wrong");
            browser().find("button").click();
        }
        browser().signIn("admin");
        browser().open("/opsmon/");

        browser()
                .waitUntil(() -> !browser()
                        .findAll("nav.pages a[href*=operation-logs] .counter.bad")
                        .isEmpty());
        browser()
                .waitUntil(() -> !browser()
                        .findAll("nav.pages a[href*=login-logs] .counter.bad")
                        .isEmpty());
        assertThat(browser().find("nav.pages a[href*=online-users] .counter").getText())
                .contains("sessions)");
        assertThat(browser().find("nav.pages a[href*=operation-logs] .counter").getDomAttribute("title"))
                .contains("failed operations in the last 24 hours");
        assertThat(browser().findAll("nav.pages a[href*=backups] .counter")).isEmpty();
        assertThat(browser().barriers()).isEmpty();
        browser().screenshot("counters");
    }

    @Test
    void signsOutOfTheApplication() {
        browser().accept("/me - Failed to load resource: the server responded with a status of 401");
        browser().signIn("auditor");
        browser().open("/opsmon/");
        browser().waitFor(".cards .card");

        browser().find(".account summary").click();
        assertThat(browser().find(".account .choices").getText()).contains("Signed in as auditor", "My activity");
        assertThat(browser().barriers()).isEmpty();
        browser().screenshot("account");
        browser().press("Sign out");
        browser().waitFor("input[name=username]");
        browser().open("/products");
        browser().waitFor("input[name=username]");
    }

    private static final Map<String, List<String>> CRONS = Map.ofEntries(
            Map.entry("0 30 3 * * *", List.of("every day at 03:30", "每天 03:30")),
            Map.entry("0 0 3,15 * * *", List.of("every day at 03:00, 15:00", "每天 03:00、15:00")),
            Map.entry("@daily", List.of("every day at 00:00", "每天 00:00")),
            Map.entry("0 30 3 * * MON-FRI", List.of("every Monday–Friday at 03:30", "每周一至周五 03:30")),
            Map.entry("0 0 0 1 1 *", List.of("at 00:00, on day 1 of the month, in January", "一月，每月 1 日，00:00")),
            Map.entry("0 0 4 L * *", List.of("at 04:00, on the last day of the month", "每月最后一天，04:00")),
            Map.entry(
                    "0 0 4 L-3 * *",
                    List.of("at 04:00, 3 days before the last day of the month", "每月最后一天之前 3 天，04:00")),
            Map.entry(
                    "0 0 4 15W * *", List.of("at 04:00, on the working day nearest to day 15", "最接近每月 15 日的工作日，04:00")),
            Map.entry("0 0 4 * * 5L", List.of("at 04:00, on the last Friday of the month", "每月最后一个周五，04:00")),
            Map.entry("0 0 4 * * MON#2", List.of("at 04:00, on Monday number 2 of the month", "每月第 2 个周一，04:00")),
            Map.entry(
                    "0 0/20 9-17 * * MON-FRI",
                    List.of("in hour 9–17, every 20 minutes, on Monday–Friday", "周一至周五，小时：9至17、每 20 分钟")),
            Map.entry("*/10 * * * * *", List.of("every 10 seconds", "每 10 秒")),
            Map.entry("0 0 4 */2 * *", List.of("at 04:00, every 2 days", "每 2 天，04:00")),
            Map.entry("nonsense", List.of("custom: nonsense", "自定义：nonsense")));

    @Test
    void describesEveryExpressionInBothLanguages() {
        browser().signIn("admin");
        browser().open("/opsmon/backups");
        browser().waitFor("main h1");
        for (int language = 0; language < 2; language++) {
            browser()
                    .evaluate("localStorage.setItem('opsmon', JSON.stringify({ language: '"
                            + (language == 0 ? "en" : "zh-CN") + "' })); location.reload()");
            browser().waitFor("main h1");
            for (Map.Entry<String, List<String>> each : CRONS.entrySet()) {
                assertThat(browser()
                                .evaluate("return import('/shop/opsmon/cron.js').then((cron) => cron.inWords('"
                                        + each.getKey() + "'))"))
                        .isEqualTo(each.getValue().get(language));
            }
        }
    }
}
