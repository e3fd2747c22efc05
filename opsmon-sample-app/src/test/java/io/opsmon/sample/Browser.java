package io.opsmon.sample;

import io.opsmon.testsupport.TestTools;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Level;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/**
 * Controls headless Chromium. If Chromium or its driver is missing, tests are skipped with a message, or fail with
 * {@code -Dopsmon.test.require-tools=true}.
 */
final class Browser implements AutoCloseable {

    private static final List<String> CHROMIUM = List.of("chromium", "chromium-browser", "google-chrome");
    private static final List<String> DRIVER = List.of("chromedriver");

    private final ChromeDriver driver;
    private final String base;
    private final List<String> expected = new ArrayList<>();

    Browser(String base) {
        this.base = base;
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(find(CHROMIUM));
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--lang=en-US");
        options.setCapability("goog:loggingPrefs", logs);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(new File(find(DRIVER)))
                .build();
        this.driver = new ChromeDriver(service, options);
        resize(1280, 900);
    }

    /** Returns the first of the programs that is on the PATH. */
    private static String find(List<String> programs) {
        for (String program : programs) {
            for (String folder : System.getenv("PATH").split(File.pathSeparator)) {
                Path candidate = Path.of(folder, program);
                if (Files.isExecutable(candidate)) {
                    return candidate.toString();
                }
            }
        }
        throw TestTools.missing("None of " + programs + " is on the PATH: the console is not tested in a browser");
    }

    void resize(int width, int height) {
        driver.manage().window().setSize(new Dimension(width, height));
    }

    /** Resets the browser to the state after its start. */
    void forget() {
        offline(false);
        open("/login");
        driver.executeScript("localStorage.clear()");
        driver.manage().deleteAllCookies();
        open("/login");
        resize(1280, 900);
        theme("light");
        zone("");
        complaints();
        expected.clear();
    }

    /** Sets the theme that media queries report. */
    void theme(String theme) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", theme))));
    }

    /** Shows pages as on paper, or as on the screen again. */
    void paper(boolean paper) {
        driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("media", paper ? "print" : ""));
    }

    /** Sets the time zone of the browser; an empty name resets the zone. */
    void zone(String zone) {
        driver.executeCdpCommand("Emulation.setTimezoneOverride", Map.of("timezoneId", zone));
    }

    void signIn(String user) {
        open("/login");
        find("input[name=username]").sendKeys(user);
        find("input[name=password]").sendKeys(user);
        find("button").click();
        waitFor("header .brand");
    }

    /** Opens another tab, which becomes the current one. */
    String newTab() {
        return driver.switchTo().newWindow(WindowType.TAB).getWindowHandle();
    }

    String currentTab() {
        return driver.getWindowHandle();
    }

    void switchTo(String tab) {
        driver.switchTo().window(tab);
    }

    void closeTab(String tab) {
        switchTo(tab);
        driver.close();
    }

    void open(String path) {
        driver.get(base + path);
    }

    /** Goes to another page of the console without a load, as a link does. */
    void go(String address) {
        driver.executeScript(
                "history.pushState(null, '', arguments[0]); dispatchEvent(new PopStateEvent('popstate'))", address);
    }

    void back() {
        driver.navigate().back();
    }

    /** Opens a URL, independent of the base. */
    void visit(String url) {
        driver.get(url);
    }

    String address() {
        return driver.getCurrentUrl() == null ? "" : driver.getCurrentUrl();
    }

    WebElement find(String css) {
        return driver.findElement(By.cssSelector(css));
    }

    List<WebElement> findAll(String css) {
        return driver.findElements(By.cssSelector(css));
    }

    /** Waits longer than a busy machine takes. */
    private WebDriverWait patiently() {
        return new WebDriverWait(driver, Duration.ofMinutes(1), Duration.ofMillis(30));
    }

    WebElement waitFor(String css) {
        return patiently().until(ignored -> {
            WebElement element = findAll(css).stream().findFirst().orElse(null);
            return element != null && element.isDisplayed() ? element : null;
        });
    }

    void waitUntil(java.util.function.BooleanSupplier condition) {
        patiently().until(ignored -> condition.getAsBoolean());
    }

    /** Presses a key on the focused element. */
    void type(CharSequence key) {
        new Actions(driver).sendKeys(key).perform();
    }

    /** Moves the pointer to an element. */
    void hover(WebElement element) {
        new Actions(driver).moveToElement(element).perform();
    }

    /** Drags an element to the right, or to the left by a negative number of pixels. */
    void drag(WebElement element, int pixels) {
        new Actions(driver)
                .clickAndHold(element)
                .moveByOffset(pixels / 2, 0)
                .moveByOffset(pixels - pixels / 2, 0)
                .release()
                .perform();
    }

    /** Presses a key on the focused element while Control is down. */
    void shortcut(CharSequence key) {
        new Actions(driver)
                .keyDown(Keys.CONTROL)
                .sendKeys(key)
                .keyUp(Keys.CONTROL)
                .perform();
    }

    /** Clicks a button with a text. */
    void press(String words) {
        waitForOne("button", words).click();
    }

    /** Clicks a check box with a label. */
    void check(String words) {
        waitForOne("label.check", words).click();
    }

    private WebElement waitForOne(String css, String words) {
        return patiently()
                .until(ignored -> findAll(css).stream()
                        .filter(each ->
                                each.isDisplayed() && each.getText().strip().equals(words))
                        .findFirst()
                        .orElse(null));
    }

    void choose(String css, String value) {
        waitFor(css)
                .findElement(By.cssSelector("option[value='" + value + "']"))
                .click();
    }

    /** Deletes the cookies, so that the session seems expired. */
    void forgetSession() {
        driver.manage().deleteAllCookies();
    }

    /**
     * Accepts complaints with a text until the browser forgets, because a complaint may arrive after the page has
     * changed.
     */
    void accept(String complaint) {
        expected.add(complaint);
    }

    void offline(boolean offline) {
        driver.executeCdpCommand("Network.enable", Map.of());
        driver.executeCdpCommand(
                "Network.emulateNetworkConditions",
                Map.of("offline", offline, "latency", 0, "downloadThroughput", -1, "uploadThroughput", -1));
    }

    String text() {
        return find("body").getText();
    }

    Object evaluate(String script) {
        Object value = driver.executeScript(script);
        return value == null ? "" : value;
    }

    /** Returns the elements that match and have moved on the page since it was opened, or those around or in them. */
    List<?> moved(String css) {
        return (List<?>) Objects.requireNonNull(driver.executeScript("""
                const css = arguments[0];
                return new Promise((done) => {
                  new PerformanceObserver((list) => done(list.getEntries()
                    .flatMap((entry) => entry.sources)
                    .filter(({ node }) => node instanceof Element && (node.closest(css) ?? node.querySelector(css)))
                    .map(({ node, previousRect, currentRect }) =>
                      `${node.nodeName} ${previousRect.top} to ${currentRect.top}`)))
                    .observe({ type: 'layout-shift', buffered: true });
                  setTimeout(() => done([]), 500);
                });
                """, css));
    }

    /** Returns the visible texts of elements, each on one line. The page may change meanwhile. */
    List<String> texts(String css) {
        Object texts = driver.executeScript(
                "return [...document.querySelectorAll(arguments[0])].map(e => e.innerText.replace(/\\s+/g, ' ').trim())",
                css);
        return ((List<?>) Objects.requireNonNull(texts))
                .stream().map(String::valueOf).toList();
    }

    /** Returns the errors of scripts and violations of the content security policy since the last call. */
    List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(LogEntry::getMessage)
                .filter(message -> expected.stream().noneMatch(message::contains))
                .toList();
    }

    /** Returns the violations of WCAG 2.2 AA that axe-core finds on the current page. */
    List<String> barriers() {
        try (InputStream axe = Browser.class.getResourceAsStream("/axe.min.js")) {
            driver.executeScript(new String(Objects.requireNonNull(axe).readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        Object found = driver.executeAsyncScript(
                "const done = arguments[arguments.length - 1];"
                        + "axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}).then(result => done(result.violations"
                        + ".map(each => each.id + ': ' + each.help + ' ' + each.nodes.map(node => node.html + ' ' + node.failureSummary).join(' | '))))");
        return ((List<?>) Objects.requireNonNull(found))
                .stream().map(String::valueOf).toList();
    }

    void screenshot(String name) {
        try {
            Path file = Path.of("target/screenshots", name + ".png");
            Files.createDirectories(file.getParent());
            Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        driver.quit();
    }
}
