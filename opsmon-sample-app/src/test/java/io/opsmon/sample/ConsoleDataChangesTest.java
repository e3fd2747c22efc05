package io.opsmon.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.opsmon.log.Outcome;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.OperationLogRepository;
import io.opsmon.operationlog.TestEntries;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.JdbcTemplate;

/** Tests the console's page of data changes in a browser, and their section beside an entry. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "server.servlet.context-path=/shop",
            "spring.datasource.url=jdbc:h2:mem:datachanges;DB_CLOSE_DELAY=-1",
            "opsmon.data-changes.tables=product,missing",
            "opsmon.data-changes.labels.STOCK=Pieces",
            "opsmon.backup.directory=target/backups/${random.uuid}",
            "opsmon.recording.journal.directory=target/journals/${random.uuid}"
        })
class ConsoleDataChangesTest extends BrowserTest {

    @Autowired
    private JdbcTemplate jdbc;

    @Autowired
    private OperationLogRepository repository;

    @BeforeAll
    void changeSomeProducts() {
        OperationLogEntry entry =
                TestEntries.entry(Instant.now(), "stock", "UPDATE", "counted the stock", Outcome.SUCCESS);
        repository.saveAll(List.of(entry));
        jdbc.update("DELETE FROM opsmon_data_change");
        jdbc.update("INSERT INTO product VALUES ('X-1', 'Kettle', 20.5, 1)");
        jdbc.update("UPDATE opsmon_data_change SET changed_at = TIMESTAMP WITH TIME ZONE '2024-03-01 10:00:00Z'");
        jdbc.update("UPDATE product SET stock = 7 WHERE sku = 'X-1'");
        jdbc.update(
                "UPDATE opsmon_data_change SET operation_id = ?, operator_id = 'ada' WHERE action = 'UPDATE'",
                entry.id());
        jdbc.update("UPDATE product SET price = 21 WHERE sku = 'X-1'");
        jdbc.update("UPDATE opsmon_data_change SET application = NULL WHERE new_values LIKE '%21.00%'");
        jdbc.update("INSERT INTO product VALUES ('X-2', 'Cup', 3, 1)");
    }

    private List<String> rows() {
        return browser().texts("main .table > table > tbody > tr");
    }

    @Test
    void showsTheTimelineOfARow() {
        browser().signIn("auditor");
        browser().open("/opsmon/data-changes");
        browser().waitFor("main .table tbody tr");
        assertThat(rows()).hasSize(4);
        assertThat(browser().find(".panel.warn").getText()).contains("missing");

        browser().waitFor("main .table a[href*='key=X-1']").click();
        browser().waitUntil(() -> browser().find("h1").getText().contains("X-1"));
        browser().waitUntil(() -> rows().size() == 3);
        assertThat(rows().get(0)).contains("Updated", "PRICE", "20.50", "21.00", "Outside the application");
        assertThat(rows().get(1)).contains("Updated", "Pieces", "7", "ada", "Operation");
        assertThat(rows().get(2)).contains("Inserted", "Kettle");
        assertThat(browser().barriers()).isEmpty();
        browser().screenshot("data-changes");

        browser().find("main .table a.operation").click();
        browser().waitFor(".drawer .data-changes");
        assertThat(browser().find(".drawer h2").getText()).isEqualTo("counted the stock");
        assertThat(browser().find(".drawer .data-changes").getText()).contains("PUBLIC.PRODUCT X-1", "Pieces", "7");
        assertThat(browser().barriers()).isEmpty();
    }

    @Test
    void undoesTheRowChangesOfAnOperation() {
        OperationLogEntry entry = TestEntries.entry(Instant.now(), "stock", "UPDATE", "sold a pot", Outcome.SUCCESS);
        repository.saveAll(List.of(entry));
        jdbc.update("INSERT INTO product VALUES ('X-9', 'Pot', 9, 5)");
        jdbc.update("UPDATE product SET stock = 4 WHERE sku = 'X-9'");
        jdbc.update(
                "UPDATE opsmon_data_change SET operation_id = ? WHERE row_key = 'X-9' AND action = 'UPDATE'",
                entry.id());

        browser().signIn("admin");
        browser().open("/opsmon/operation-logs?id=" + entry.id());
        browser().waitFor(".drawer .data-changes button.undo").click();
        browser().waitFor("dialog.ask pre.statements");
        assertThat(browser().find("dialog.ask pre.statements").getText())
                .contains("UPDATE \"PUBLIC\".\"PRODUCT\" SET \"STOCK\" = '5' WHERE \"SKU\" = 'X-9';");
        assertThat(browser().find("dialog.ask button[type=submit]").isEnabled()).isFalse();
        assertThat(browser().barriers()).isEmpty();
        browser().screenshot("undo");
        browser().find("dialog.ask input[name=confirmation]").sendKeys("1");
        browser().find("dialog.ask button[type=submit]").click();
        browser().waitFor("dialog.ask a[href*='operation-logs']");
        assertThat(browser().find("dialog.ask h2").getText()).isEqualTo("1 statement run");
        assertThat(jdbc.queryForObject("SELECT stock FROM product WHERE sku = 'X-9'", Integer.class))
                .isEqualTo(5);
        browser().find("dialog.ask button[type=submit]").click();

        browser().waitFor(".drawer .data-changes button.undo").click();
        browser().waitFor("dialog.ask ul.obstacles");
        assertThat(browser().find("dialog.ask ul.obstacles").getText())
                .isEqualTo("PUBLIC.PRODUCT, X-9, STOCK: The row has changed since.");
        browser().find("dialog.ask button[type=submit]").click();
        jdbc.update("DELETE FROM product WHERE sku = 'X-9'");
        jdbc.update("DELETE FROM opsmon_data_change WHERE row_key = 'X-9'");
    }

    @Test
    void tellsHowManyChangesArePurged() {
        browser().signIn("admin");
        browser().open("/opsmon/data-changes");
        browser().waitUntil(() -> browser().text().contains("Purge old entries…"));
        browser().press("Purge old entries…");
        browser().waitFor("dialog.ask input[name=before]");
        browser().evaluate("document.querySelector('dialog.ask input[name=before]').value = '2024-03-02'");
        browser().find("dialog.ask button[type=submit]").click();
        browser()
                .waitUntil(() -> browser().findAll("dialog.ask input").isEmpty()
                        && !browser().findAll("dialog.ask").isEmpty());
        assertThat(browser().find("dialog.ask").getText()).contains("1 entry before");
        assertThat(browser().barriers()).isEmpty();
        browser().find("dialog.ask .actions button").click();
        assertThat(rows()).hasSize(4);
    }

    @Test
    void filtersByValue() {
        browser().signIn("auditor");
        browser().open("/opsmon/data-changes?newValue=Cup");
        browser().waitUntil(() -> rows().size() == 1);
        assertThat(rows().get(0)).contains("X-2");
        browser().open("/opsmon/data-changes?outside=true");
        browser().waitUntil(() -> rows().size() == 1 && rows().get(0).contains("PRICE"));
    }
}
