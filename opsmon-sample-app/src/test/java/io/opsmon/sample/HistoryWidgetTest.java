package io.opsmon.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.opsmon.log.Outcome;
import io.opsmon.operationlog.Change;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.OperationLogRecorder;
import io.opsmon.operationlog.OperationLogRepository;
import io.opsmon.operationlog.Operator;
import io.opsmon.operationlog.Resource;
import io.opsmon.operationlog.Source;
import io.opsmon.operationlog.TestEntries;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.SearchContext;
import org.openqa.selenium.WebElement;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

/**
 * Tests the history of a resource on the pages of the sample in a browser, under a context path and a strict security
 * policy.
 */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "server.servlet.context-path=/shop",
            "spring.datasource.url=jdbc:h2:mem:historywidget;DB_CLOSE_DELAY=-1",
            "opsmon.backup.enabled=false",
            "opsmon.recording.journal.directory=target/journals/${random.uuid}"
        })
class HistoryWidgetTest extends BrowserTest {

    private static final String HOSTILE = "<img src=x onerror=alert(1)> \u202Etxt.exe";
    private static final int CHANGES = 45;

    @Autowired
    private OperationLogRecorder recorder;

    @Autowired
    private OperationLogRepository repository;

    @BeforeAll
    void fillTheLog() {
        recorder.flush(Duration.ofSeconds(10));
        repository.saveAll(IntStream.rangeClosed(1, CHANGES)
                .mapToObj(i -> change("COF-HUILA", i, "price " + i, "price " + (i + 1)))
                .toList());
        repository.saveAll(List.of(change("COF-YIRGA", 1, HOSTILE, null)));
    }

    private static OperationLogEntry change(String sku, int second, String before, @Nullable String after) {
        return new OperationLogEntry(
                TestEntries.id(),
                Instant.parse("2026-01-05T10:00:00Z").plusSeconds(second),
                Duration.ofMillis(3),
                "products",
                "UPDATE",
                "changed",
                Outcome.SUCCESS,
                new Resource("product", sku),
                Operator.of("clerk"),
                null,
                null,
                new Source("shop", "node", null, null),
                null,
                null,
                null,
                Map.of(),
                List.of(new Change(
                        "price", "Price", after == null ? Change.Type.REMOVED : Change.Type.CHANGED, before, after)),
                null);
    }

    private SearchContext widget() {
        return browser().waitFor("opsmon-history").getShadowRoot();
    }

    private List<WebElement> lines() {
        return widget().findElements(By.cssSelector("tbody tr"));
    }

    private WebElement button() {
        return widget().findElement(By.cssSelector("button"));
    }

    private String status() {
        return widget().findElement(By.cssSelector("[role=status]")).getText();
    }

    @Test
    void showsALineForEachChangeToAUserWithoutTheConsole() {
        browser().signIn("clerk");
        browser().open("/products/TEA-OOLONG");
        browser().waitUntil(() -> !lines().isEmpty());

        assertThat(lines().get(0).getText()).contains("Price", "14.20", "13.90", "admin");
        assertThat(browser().barriers()).isEmpty();
        browser().screenshot("history-widget");
        browser().theme("dark");
        assertThat(browser().barriers()).isEmpty();
        browser().screenshot("history-widget-dark");
        browser().resize(500, 800);
        assertThat(browser().barriers()).isEmpty();
        browser().screenshot("history-widget-phone");
    }

    @Test
    void showsDescriptionsOfOperationsWithoutChanges() {
        browser().signIn("clerk");
        browser().open("/orders");
        browser().waitFor("main td a").click();
        browser().waitUntil(() -> !lines().isEmpty());

        assertThat(lines().get(lines().size() - 1).getText()).contains("placed order");
        assertThat(browser().barriers()).isEmpty();
    }

    @Test
    void showsMoreOnDemandAndMovesTheFocus() {
        browser().signIn("clerk");
        browser().open("/products/COF-HUILA");
        browser().waitUntil(() -> lines().size() == 20);
        assertThat(lines().get(0).getText()).contains("price 45", "price 46");
        button().click();
        browser().waitUntil(() -> lines().size() == 40);
        assertThat(status()).isEqualTo("Changes shown: 40");
        assertThat(focused()).isEqualTo("BUTTON");
        button().click();
        browser().waitUntil(() -> lines().size() == CHANGES);
        assertThat(button().isDisplayed()).isFalse();
        assertThat(focused()).isEqualTo("TR");
        assertThat(browser().barriers()).isEmpty();
    }

    private Object focused() {
        return browser().evaluate("return document.querySelector('opsmon-history').shadowRoot.activeElement.tagName");
    }

    @Test
    void showsHostileValuesAsText() {
        browser().signIn("clerk");
        browser().open("/products/COF-YIRGA");
        browser().waitUntil(() -> !lines().isEmpty());

        assertThat(lines().get(0).getText()).contains(HOSTILE.replace('\u202E', '\uFFFD'));
        assertThat(widget().findElements(By.cssSelector("img"))).isEmpty();
    }

    @Test
    void followsTheLanguageAndTheResourceOfItsAttributes() {
        browser().signIn("clerk");
        browser().open("/products/TEA-OOLONG");
        browser().waitUntil(() -> !lines().isEmpty());

        set("lang", "zh-CN");
        browser()
                .waitUntil(() ->
                        widget().findElement(By.cssSelector("thead")).getText().contains("旧值"));
        browser().waitUntil(() -> !lines().isEmpty());
        browser().screenshot("history-widget-zh");
        set("resource-id", "NONE");
        browser().waitUntil(() -> status().equals("暂无变更记录"));
        assertThat(lines()).isEmpty();
        assertThat(browser().barriers()).isEmpty();
    }

    private void set(String attribute, String value) {
        browser()
                .evaluate(
                        "document.querySelector('opsmon-history').setAttribute('" + attribute + "', '" + value + "')");
    }

    @Test
    void saysWhyThereIsNothing() {
        browser().signIn("clerk");
        browser().open("/products/TEA-OOLONG");
        browser().waitUntil(() -> !lines().isEmpty());

        browser().accept("/history?");
        set("resource-type", "customer");
        browser().waitUntil(() -> status().equals("You don't have permission to view this history."));
        assertThat(browser().barriers()).isEmpty();
        browser().offline(true);
        set("resource-type", "product");
        browser().waitUntil(() -> status().equals("Can't reach the server."));
        assertThat(button().getText()).isEqualTo("Try again");
        browser().offline(false);
        button().click();
        browser().waitUntil(() -> !lines().isEmpty());
        browser().forgetSession();
        set("resource-id", "COF-HUILA");
        browser().waitUntil(() -> status().equals("Sign in to view this."));
    }

    @Test
    void sendsRequestsThroughAFunctionOfThePage() {
        browser().signIn("clerk");
        browser().open("/products/TEA-OOLONG");
        browser().waitUntil(() -> !lines().isEmpty());

        browser()
                .evaluate(
                        "window.seen = []; const widget = document.querySelector('opsmon-history');"
                                + "widget.request = (url, options) => { seen.push(url); return fetch(url, options); }; widget.refresh()");
        browser().waitUntil(() -> !lines().isEmpty());
        assertThat(browser().evaluate("return seen.join()").toString())
                .contains("/shop/opsmon/api/v1/history?resourceType=product&resourceId=TEA-OOLONG");
    }

    @Test
    void findsTheApiBehindAProxyPrefix() throws Exception {
        browser().signIn("clerk");
        try (PrefixProxy proxy = new PrefixProxy("/shop/behind", "http://localhost:" + port + "/shop")) {
            // The application does not know the prefix, so its own style is missing.
            browser().accept("/style.css");
            browser().visit(proxy.address() + "/products");
            browser()
                    .evaluate("import('/shop/behind/opsmon/history.js');"
                            + "const widget = document.createElement('opsmon-history');"
                            + "widget.setAttribute('resource-type', 'product');"
                            + "widget.setAttribute('resource-id', 'TEA-OOLONG');"
                            + "document.querySelector('main').append(widget)");
            browser().waitUntil(() -> !lines().isEmpty());
            assertThat(lines().get(0).getText()).contains("13.90");
        }
    }
}
