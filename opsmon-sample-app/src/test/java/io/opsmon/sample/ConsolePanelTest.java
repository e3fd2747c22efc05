package io.opsmon.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.opsmon.log.Outcome;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.OperationLogRecorder;
import io.opsmon.operationlog.OperationLogRepository;
import io.opsmon.operationlog.TestEntries;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Tests the details of entries in a browser: beside the list, or over it in narrow windows. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "server.servlet.context-path=/shop",
            "spring.datasource.url=jdbc:h2:mem:panel;DB_CLOSE_DELAY=-1",
            "opsmon.backup.directory=target/backups/${random.uuid}",
            "opsmon.chain.seal-interval=1d",
            "opsmon.recording.journal.directory=target/journals/${random.uuid}"
        })
class ConsolePanelTest extends BrowserTest {

    private static final int ENTRIES = 60;

    /** A description with marks of Markdown and HTML. */
    private static final String HOSTILE = "moved [P|1](x) `now` *<b>*";

    @Autowired
    private OperationLogRecorder recorder;

    @Autowired
    private OperationLogRepository repository;

    @Autowired
    private PlatformTransactionManager transactions;

    @BeforeAll
    void fillTheLog() {
        recorder.flush(Duration.ofSeconds(10));
        Instant start = Instant.parse("2026-02-01T10:00:00Z");
        for (int i = 0; i < ENTRIES; i++) {
            repository.saveAll(List.of(TestEntries.entry(
                    start.plusSeconds(i), "parcels", "UPDATE", "parcel " + (ENTRIES - i), Outcome.SUCCESS)));
        }
        repository.saveAll(List.of(TestEntries.entry(start, "markup", "UPDATE", HOSTILE, Outcome.FAILURE)));
        repository.saveAll(List.of(TestEntries.withArguments(
                TestEntries.entry(start, "numbers", "UPDATE", "numbers", Outcome.SUCCESS),
                "{\"id\":1410277790296653824,\"n\":1.10,\"e\":1e400,\"plain\":7}")));
    }

    @BeforeEach
    void signIn() {
        browser().signIn("auditor");
    }

    @Test
    void saysThatAnEntryWaitsForItsPlaceInTheChain() {
        OperationLogEntry entry = TestEntries.entry(
                Instant.parse("2026-02-01T09:00:00Z"), "waiting", "UPDATE", "in a transaction", Outcome.SUCCESS);
        new TransactionTemplate(transactions)
                .executeWithoutResult(status ->
                        assertThat(repository.saveInTransaction(entry)).isTrue());

        browser().open("/opsmon/operation-logs?module=waiting&id=" + entry.id());
        waitForTitle("in a transaction");
        assertThat(browser().find(".drawer").getText()).contains("joins at the next sealing");
        browser().open("/opsmon/operation-logs?module=markup");
        browser().waitFor("main .table tbody tr .open").click();
        browser().waitFor(".drawer dl");
        assertThat(browser().find(".drawer").getText())
                .containsPattern("Integrity chain\\s+\\S+ #\\d")
                .doesNotContain("sealing");
    }

    /** Opens the list of parcels, of which the first is the newest. */
    private void openParcels(int rows) {
        browser().evaluate("localStorage.setItem('opsmon', JSON.stringify({rows: " + rows + "}))");
        browser().open("/opsmon/operation-logs?module=parcels");
        browser().waitUntil(() -> rows().size() == rows);
    }

    private List<WebElement> rows() {
        return browser().findAll("main .table tbody tr");
    }

    private void openRow(int row) {
        browser().find("main .table tbody tr:nth-child(" + row + ") .open").click();
    }

    private void waitForTitle(String title) {
        browser()
                .waitUntil(() -> browser()
                        .evaluate("return document.querySelector('.drawer h2')?.textContent ?? ''")
                        .equals(title));
    }

    private String focused() {
        return String.valueOf(browser().evaluate("return document.activeElement.textContent.trim()"));
    }

    @Test
    void keepsTheListUsableBesideTheDetails() {
        browser().resize(1440, 900);
        openParcels(50);

        openRow(3);
        waitForTitle("parcel 3");
        assertThat(browser().findAll("dialog")).isEmpty();
        assertThat(focused()).isEqualTo("parcel 3");
        assertThat(browser().find("main tr[aria-current=true]").getText()).contains("parcel 3");
        assertThat(browser().barriers()).isEmpty();
        browser().screenshot("panel");

        openRow(5);
        waitForTitle("parcel 5");
        assertThat(browser().findAll("main tr[aria-current]"))
                .singleElement()
                .satisfies(row -> assertThat(row.getText()).contains("parcel 5"));
        browser().type(Keys.ESCAPE);
        browser().waitUntil(() -> browser().findAll(".drawer").isEmpty());
        assertThat(browser().address()).doesNotContain("id=");
        assertThat(focused()).isEqualTo("parcel 5");
    }

    @Test
    void walksThroughThePagesWithKeysAndButtons() {
        openParcels(25);

        openRow(24);
        waitForTitle("parcel 24");
        browser().type("j");
        waitForTitle("parcel 25");
        assertThat(browser().address()).doesNotContain("cursor=");
        browser().type("j");
        waitForTitle("parcel 26");
        assertThat(browser().address()).contains("cursor=");
        assertThat(rows().get(0).getText()).contains("parcel 26");
        String link = browser().address();

        browser().type("k");
        waitForTitle("parcel 25");
        assertThat(rows()).hasSize(25);
        assertThat(rows().get(24).getText()).contains("parcel 25");
        // Focus that is in the list moves with the entry.
        browser().evaluate("document.querySelector('main tr[aria-current] .open').focus()");
        browser().type("k");
        waitForTitle("parcel 24");
        assertThat(focused()).isEqualTo("parcel 24");

        // The way back is the list, regardless of the number of entries that were read.
        browser().back();
        browser().waitUntil(() -> browser().findAll(".drawer").isEmpty());
        assertThat(browser().address()).endsWith("/opsmon/operation-logs?module=parcels");

        browser().visit(link);
        waitForTitle("parcel 26");
        assertThat(browser().find(".step[aria-keyshortcuts=k]").getDomAttribute("aria-disabled"))
                .isEqualTo("true");
        browser().find(".step[aria-keyshortcuts=j]").click();
        waitForTitle("parcel 27");
        browser().find(".step[aria-keyshortcuts=k]").click();
        waitForTitle("parcel 26");
    }

    @Test
    void stopsAtTheEndsOfTheList() {
        openParcels(25);
        browser().open("/opsmon/operation-logs?module=parcels&sort=OLDEST");
        browser().waitUntil(() -> rows().size() == 25);

        openRow(1);
        waitForTitle("parcel 60");
        browser().type("k");
        assertThat(browser().find(".step[aria-keyshortcuts=k]").getDomAttribute("aria-disabled"))
                .isEqualTo("true");
        for (int i = ENTRIES - 1; i > 0; i--) {
            browser().type("j");
            waitForTitle("parcel " + i);
        }
        browser().type("j");
        assertThat(browser().find(".step[aria-keyshortcuts=j]").getDomAttribute("aria-disabled"))
                .isEqualTo("true");
        assertThat(browser().find(".drawer h2").getText()).isEqualTo("parcel 1");
    }

    @Test
    void showsTheDetailsOverTheListInNarrowWindows() {
        browser().resize(500, 900);
        openParcels(25);

        openRow(1);
        waitForTitle("parcel 1");
        assertThat(browser().findAll("dialog.drawer:modal")).hasSize(1);
        browser().type("j");
        waitForTitle("parcel 2");
        assertThat(browser().barriers()).isEmpty();
        browser().screenshot("panel-narrow");
        browser().resize(1440, 900);
        browser().waitFor("aside.drawer");
        assertThat(browser().find(".drawer h2").getText()).isEqualTo("parcel 2");
        browser().resize(500, 900);
        browser().waitFor("dialog.drawer:modal");
        browser().type(Keys.ESCAPE);
        browser().waitUntil(() -> browser().findAll(".drawer").isEmpty());
        assertThat(focused()).isEqualTo("parcel 2");
    }

    private void openMarkup() {
        browser().open("/opsmon/operation-logs?module=markup");
        browser().waitFor(".table tbody .open").click();
        browser().waitFor(".drawer dl");
    }

    private String copied() {
        browser().waitUntil(() -> Boolean.TRUE.equals(browser().evaluate("return window.copied !== undefined")));
        return String.valueOf(browser().evaluate("const text = window.copied; delete window.copied; return text"));
    }

    @Test
    void copiesLinkJsonAndMarkdown() {
        openMarkup();
        browser()
                .evaluate("Object.defineProperty(navigator, 'clipboard', {configurable: true, value:"
                        + " {writeText: async (text) => { window.copied = text; }}})");

        browser().find(".copies .copy-link").click();
        assertThat(copied()).isEqualTo(browser().address());
        browser()
                .waitUntil(() ->
                        browser().find(".panel-tools [role=status]").getText().equals("Link copied."));
        assertThat(browser().barriers()).isEmpty();
        browser().find(".copies .copy-json").click();
        assertThat(copied())
                .contains("\"module\": \"markup\"", "\"stackTrace\": \"at shop.Products\"", "\"path\": \"price\"");
        browser().find(".copies .copy-markdown").click();
        assertThat(copied())
                .startsWith("### [moved \\[P\\|1\\](x) \\`now\\` \\*\\<b\\>\\*](<"
                        + browser().address() + ">)\n\n")
                .contains(
                        "Failed · markup · Update · ",
                        "| Price | `3.10` | `3.20` |\n",
                        "- **Operator:** u-7\n",
                        "- **Resource type:** product\n",
                        "- **reason:** spring sale\n",
                        "```json\n{\n  \"id\": 42\n}\n```",
                        "```text\nat shop.Products\n```");
    }

    @Test
    void copiesWithoutAccessToTheClipboard() {
        openMarkup();
        browser()
                .evaluate("Object.defineProperty(navigator, 'clipboard', {configurable: true, value: undefined});"
                        + "addEventListener('copy', () => { const {value, selectionStart, selectionEnd} = document.activeElement;"
                        + " window.copied = value.slice(selectionStart, selectionEnd); })");

        browser().find(".copies .copy-link").click();
        assertThat(copied()).isEqualTo(browser().address());
        browser()
                .waitUntil(() ->
                        browser().find(".panel-tools [role=status]").getText().equals("Link copied."));
        assertThat(browser().evaluate("return document.activeElement.className"))
                .asString()
                .contains("copy-link");

        browser().evaluate("document.execCommand = () => false");
        browser().find(".copies .copy-markdown").click();
        browser().waitFor("dialog.ask textarea");
        assertThat(browser()
                        .evaluate("const {value, selectionStart, selectionEnd} = document.activeElement;"
                                + " return value.slice(selectionStart, selectionEnd)"))
                .asString()
                .startsWith("### [moved");
        assertThat(browser().barriers()).isEmpty();
        browser().screenshot("copy-by-hand");
        browser().press("Close");
        browser().waitUntil(() -> browser().findAll("dialog.ask").isEmpty());
        assertThat(browser().find(".panel-tools [role=status]").getText()).isEmpty();
    }

    @Test
    void showsSignInsBesideTheirList() {
        browser().open("/opsmon/login-logs?event=LOGIN");
        browser().waitFor(".table tbody .open").click();
        browser().waitFor("aside.drawer dl");
        browser()
                .evaluate("Object.defineProperty(navigator, 'clipboard', {configurable: true, value:"
                        + " {writeText: async (text) => { window.copied = text; }}})");

        browser().find(".copies .copy-markdown").click();
        assertThat(copied())
                .startsWith("### [auditor](")
                .contains("Success · Sign-in · ", "- **User:** auditor\n", "- **Device:** ");
        assertThat(browser().barriers()).isEmpty();
    }

    @Test
    void showsAndCopiesNumbersAsWritten() {
        browser().open("/opsmon/operation-logs?module=numbers");
        browser().waitFor(".table tbody .open").click();
        browser().waitFor("aside.drawer .tree");

        assertThat(browser().findAll("aside.drawer .tree .value.number").stream()
                        .map(WebElement::getText)
                        .toList())
                .startsWith("1410277790296653824", "1.10", "1e400", "7");
        browser()
                .evaluate("Object.defineProperty(navigator, 'clipboard', {configurable: true, value:"
                        + " {writeText: async (text) => { window.copied = text; }}})");
        browser().find(".copies .copy-json").click();
        assertThat(copied()).contains("\"id\": 1410277790296653824,", "\"n\": 1.10,", "\"e\": 1e400,");
        browser().find(".copies .copy-markdown").click();
        assertThat(copied()).contains("\"id\": 1410277790296653824,");
    }
}
