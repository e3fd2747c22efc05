package io.opsmon.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opsmon.backup.Backup;
import io.opsmon.backup.BackupRequest;
import io.opsmon.backup.internal.engine.DefaultBackups;
import io.opsmon.log.Outcome;
import io.opsmon.operationlog.OperationLogRecorder;
import io.opsmon.operationlog.OperationLogRepository;
import io.opsmon.operationlog.TestEntries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/**
 * Tests the console's dialogs about integrity and about backups that are not authenticated, in both languages and
 * themes.
 */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "server.servlet.context-path=/shop",
            "spring.datasource.url=jdbc:h2:mem:console-trust;DB_CLOSE_DELAY=-1",
            "opsmon.backup.min-free-space=1MB",
            "opsmon.backup.allow-unsigned-imports=true",
            "opsmon.operation-log.retention.min-age=0s",
            "opsmon.recording.journal.directory=target/journals/${random.uuid}"
        })
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsoleTrustTest {

    private static final Path DIRECTORY =
            Path.of("target/backups", UUID.randomUUID().toString());

    private static final String RAW_TEXT =
            "(?<![\\w-])(storage|unproven|hold|finding|refusal|proof|problem|resync|clean)\\.\\w";

    @LocalServerPort
    private int port;

    @Autowired
    private OperationLogRecorder recorder;

    @Autowired
    private DefaultBackups backups;

    @Autowired
    private JdbcClient jdbc;

    @SuppressWarnings("NullAway.Init")
    private Browser browser;

    @DynamicPropertySource
    static void storage(DynamicPropertyRegistry registry) {
        registry.add("opsmon.backup.directory", () -> DIRECTORY.resolve("mount").toString());
    }

    /** Writes the first entries of the chain, old enough to be removed. */
    @TestConfiguration
    static class OldEntries {

        @Bean
        @Order(Ordered.HIGHEST_PRECEDENCE)
        ApplicationRunner oldEntries(OperationLogRepository repository) {
            return arguments -> {
                for (int i = 0; i < 3; i++) {
                    repository.saveAll(List.of(TestEntries.entry(
                            Instant.parse("2024-01-06T10:00:00Z").plusSeconds(i),
                            "archive",
                            "QUERY",
                            "old entry " + i,
                            Outcome.SUCCESS)));
                }
            };
        }
    }

    @BeforeEach
    void openBrowser() {
        if (browser == null) {
            browser = new Browser("http://localhost:" + port + "/shop");
        } else {
            browser.forget();
        }
        browser.signIn("admin");
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

    /**
     * Opens a dialog in each language and theme, checks it, and closes it. At the end, the console is English and
     * light.
     */
    private void inEveryLook(String page, String name, Runnable open) {
        List<String> faults = new ArrayList<>();
        for (String look : List.of("zh-CN dark", "zh-CN light", "en dark", "en light")) {
            String[] parts = look.split(" ");
            browser.open(page);
            browser.evaluate("localStorage.setItem('opsmon', JSON.stringify({language: '" + parts[0] + "', theme: '"
                    + parts[1] + "'})); location.reload()");
            browser.waitFor("main h1");
            open.run();
            assertThat(browser.evaluate("return document.documentElement.lang")).isEqualTo(parts[0]);
            browser.barriers().forEach(each -> faults.add(look + ": " + each));
            assertThat(browser.text()).as(look).doesNotContainPattern(RAW_TEXT);
            browser.screenshot(name + "-" + look.replace(' ', '-'));
        }
        assertThat(faults).isEmpty();
    }

    private WebElement dialog() {
        return browser.waitFor("dialog.ask[open]");
    }

    private WebElement confirm() {
        return browser.find("dialog.ask[open] button[type=submit]");
    }

    private void fill(String field, String value) {
        browser.waitFor("dialog.ask[open] input[name=" + field + "]").sendKeys(value);
    }

    private void cancelDialog() {
        browser.find("dialog.ask[open] .actions button[type=button]").click();
        browser.waitUntil(() -> browser.findAll("dialog.ask").isEmpty());
    }

    private void submit() {
        confirm().click();
        browser.waitUntil(() -> browser.findAll("dialog.ask").isEmpty());
    }

    private Backup stored() {
        String id = backups.start(BackupRequest.manual("main", "admin")).id();
        return await().atMost(Duration.ofSeconds(60))
                .until(
                        () -> backups.catalogue().find(id).orElseThrow(),
                        backup -> backup.activity() == null && backup.status().isStored());
    }

    /** Reproduces a backup from the time before keys were configured, whose row is not authenticated. */
    private void removeSignature(String id) {
        String manifest = jdbc.sql("SELECT manifest FROM opsmon_backup WHERE id = ?")
                .param(id)
                .query(String.class)
                .single();
        String unsigned = manifest.replaceFirst("\"signature\"\\s*:\\s*\"[^\"]*\"", "\"signature\" : null");
        assertThat(unsigned).isNotEqualTo(manifest);
        jdbc.sql("UPDATE opsmon_backup SET manifest = ? WHERE id = ?")
                .params(unsigned, id)
                .update();
    }

    @Test
    void verifiesAndRestoresABackupThatIsNotAuthenticatedAfterItsIdWasTyped() {
        String id = stored().id();
        removeSignature(id);
        String page = "/opsmon/backups?id=" + id;
        inEveryLook(page, "unproven-backup", () -> browser.waitFor(".drawer .unproven"));
        assertThat(browser.find(".drawer .unproven").getText())
                .contains("not authenticated", "statements that run on the database server", "type its ID");
        inEveryLook(page, "unproven-verification", () -> {
            browser.waitFor(".drawer .unproven");
            browser.findAll(".drawer .actions button").get(0).click();
            dialog();
        });
        assertThat(dialog().getText()).contains("scratch database", id);
        assertThat(confirm().isEnabled()).isFalse();
        fill("unsignedConfirmation", id.substring(1));
        assertThat(confirm().isEnabled()).isFalse();
        browser.find("dialog.ask input").clear();
        fill("unsignedConfirmation", id);
        submit();
        browser.waitUntil(() -> browser.find(".drawer").getText().contains("✓ Verified"));

        inEveryLook(page, "unproven-restoration", () -> {
            browser.waitFor(".drawer .unproven");
            browser.find(".drawer button.danger").click();
            dialog();
        });
        assertThat(dialog().getText()).contains("statements that run on the database server", "will be lost");
        fill("confirmation", "main");
        assertThat(confirm().isEnabled()).isFalse();
        fill("unsignedConfirmation", id);
        submit();
        browser.waitFor(".drawer .ended.good");
        assertThat(browser.find(".drawer .ended").getText()).contains("Restored: main");
        assertThat(browser.find("main .table tbody").getAttribute("textContent"))
                .contains("Pre-restore safety copy");
        recorder.flush(Duration.ofSeconds(10));
        browser.open("/customers");
        browser.open(page);
        browser.waitUntil(() -> browser.findAll(".drawer .restores li").size() == 2);
        assertThat(browser.findAll(".drawer .restores li").get(0).getText())
                .containsPattern("Success .* admin · [\\d.]+ (ms|s) · restored the backup of main");
        assertThat(browser.barriers()).isEmpty();
        browser.screenshot("restores");
    }

    @Test
    void takesUpAStorageThatIsNotRecognized() throws IOException {
        stored();
        Path marker = DIRECTORY.resolve("mount/opsmon-storage.json");
        String before = Files.readString(marker);
        Files.writeString(marker, "{\"format\": \"opsmon-storage-1\", \"id\": \"another-storage\"}");
        browser.open("/opsmon/backups");
        browser.press("Rescan storage");
        browser.waitFor("main .panel.storage");
        assertThat(browser.findAll("main [role=alert]")).hasSize(1);
        browser.accept("503");
        inEveryLook("/opsmon/backups", "storage-unrecognized", () -> browser.waitFor("main .panel.storage"));
        assertThat(browser.find("main .storage").getText())
                .contains("Backup storage not recognized", "another-storage", "volume is mounted");
        inEveryLook("/opsmon/backups", "storage-acceptance", () -> {
            browser.waitFor("main .panel.storage button").click();
            dialog();
        });
        assertThat(dialog().getText()).contains("opsmon-storage.json", "flagged as missing", "No file");
        assertThat(confirm().isEnabled()).isFalse();
        cancelDialog();
        assertThat(browser.findAll("main .panel.storage")).hasSize(1);

        browser.find("main .panel.storage button").click();
        fill("confirmation", "storage");
        submit();
        browser.waitUntil(() -> browser.findAll("main .panel.storage").isEmpty());
        assertThat(browser.find("main [role=status].panel").getText()).contains("now belongs to this storage");
        browser.press("Rescan storage");
        browser.waitUntil(() -> browser.text().contains("0 missing"));
        assertThat(Files.readString(marker)).contains("another-storage").isNotEqualTo(before);
    }

    @Test
    void asksBeforeItLosesSightOfManyBackups() throws IOException {
        List<String> ids = List.of(stored().id(), stored().id(), stored().id());
        browser.open("/opsmon/backups");
        browser.press("Rescan storage");
        browser.waitUntil(() -> browser.text().contains("0 missing"));
        Path files = Objects.requireNonNull(DIRECTORY
                .resolve("mount")
                .resolve(Objects.requireNonNull(stored().stored()).file())
                .getParent());
        Path aside = DIRECTORY.resolve("aside");
        Files.move(files, aside);
        inEveryLook("/opsmon/backups", "resync-loss", () -> {
            browser.waitFor("main .table tbody tr");
            browser.findAll("main .tools button").get(2).click();
            dialog();
            browser.find("dialog.ask summary").click();
        });
        assertThat(dialog().getText()).contains("volume is mounted", ids.get(0), ids.get(2));
        assertThat(confirm().isEnabled()).isFalse();
        cancelDialog();
        assertThat(browser.find("main .table tbody").getText()).doesNotContain("Missing");

        browser.press("Rescan storage");
        String code = dialog().getText().replaceAll("(?s).*Type (\\S+) to confirm.*", "$1");
        fill("confirmation", code);
        submit();
        browser.waitUntil(() -> browser.find("main .table tbody").getText().contains("Missing"));
        Files.move(aside, files);
        browser.press("Rescan storage");
        browser.waitUntil(() -> !browser.find("main .table tbody").getText().contains("Missing"));
        assertThat(browser.text()).containsPattern("[1-9]\\d* found again");
    }

    private void removeOld() {
        browser.press("Purge old entries…");
        browser.waitFor("dialog.ask input[name=before]");
        browser.evaluate("document.querySelector('dialog.ask input[name=before]').value = '2025-01-06'");
        confirm().click();
        browser.waitUntil(
                () -> dialog().getText().contains("2025") && dialog().getText().contains("3 entries"));
        confirm().click();
        browser.waitUntil(() -> dialog().getText().contains("deleted."));
    }

    @Test
    void holdsEntriesUntilTheHoldIsReleased() {
        recorder.flush(Duration.ofSeconds(10));
        String page = "/opsmon/operation-logs?module=archive";
        inEveryLook(page, "hold-new", () -> {
            browser.waitFor("main .table tbody tr");
            browser.findAll("main .tools > button").get(1).click();
            dialog();
        });
        assertThat(dialog().getText()).contains("New legal hold", "Module: archive");
        assertThat(confirm().isEnabled()).isFalse();
        fill("holdReason", "case 17");
        submit();
        browser.waitFor("main .holds summary");
        inEveryLook(page, "holds", () -> browser.waitFor("main .holds summary").click());
        assertThat(browser.find("main .holds").getText()).contains("case 17", "Module: archive", "admin");

        removeOld();
        assertThat(dialog().getText()).contains("0 entries deleted", "under a legal hold");
        browser.screenshot("held");
        submit();
        assertThat(browser.findAll("main .table tbody tr")).hasSize(3);

        inEveryLook(page, "hold-release", () -> {
            browser.waitFor("main .holds summary").click();
            browser.waitFor("main .holds .release").click();
            dialog();
        });
        fill("holdReason", "case closed");
        submit();
        browser.waitUntil(() -> browser.findAll("main .holds").isEmpty());
        removeOld();
        assertThat(dialog().getText()).contains("3 entries deleted");
        submit();
        browser.waitUntil(() -> browser.text().contains("No results match"));

        browser.open("/opsmon/operation-logs?text=archive");
        browser.waitFor("main h1");
        browser.press("New legal hold…");
        assertThat(dialog().getText()).contains("cannot be limited by: Search");
        submit();
    }

    @Test
    void showsFindingsUntilTheyAreAcknowledged() {
        recorder.flush(Duration.ofSeconds(10));
        String page = "/opsmon/operation-logs?module=products";
        browser.open(page);
        browser.waitFor("main .table tbody tr");
        Map<String, Object> altered = jdbc.sql(
                        "SELECT id, description FROM opsmon_operation_log WHERE module = 'products' ORDER BY chain_seq LIMIT 1")
                .query()
                .singleRow();
        jdbc.sql("UPDATE opsmon_operation_log SET description = 'changed nothing' WHERE id = ?")
                .param(altered.get("ID"))
                .update();
        browser.press("Verify integrity");
        browser.waitFor("main .panel.verification.bad");
        assertThat(browser.find("main .verification").getText()).contains("Entry altered");
        inEveryLook(
                page,
                "findings",
                () -> browser.waitFor("main .findings summary").click());
        assertThat(browser.find("main .findings").getText()).contains("Entry altered");
        inEveryLook(page, "finding-acknowledgement", () -> {
            browser.waitFor("main .findings summary").click();
            browser.waitFor("main .findings .acknowledge").click();
            dialog();
        });
        assertThat(dialog().findElement(By.tagName("h2")).getText()).contains("Acknowledge", "finding of the chain");
        assertThat(confirm().isEnabled()).isFalse();
        fill("reason", "a migration script of ours");
        submit();
        browser.waitUntil(() -> browser.findAll("main .findings").isEmpty());
        browser.waitFor("main .panel.verification.good");
        browser.open("/customers");
        browser.open(page);
        browser.waitFor("main .table tbody tr");
        assertThat(browser.findAll("main .findings")).isEmpty();
    }
}
