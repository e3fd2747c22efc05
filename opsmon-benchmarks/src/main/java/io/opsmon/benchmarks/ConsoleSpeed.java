package io.opsmon.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.operationlog.internal.jdbc.JdbcOperationLogRepository;
import java.io.File;
import java.io.IOException;
import java.net.CookieManager;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.util.FileSystemUtils;

/**
 * Measures the console of the sample with a million operation log entries in PostgreSQL, in headless Chromium. The
 * measurements are from the address to the first rows, from a filter to its rows, and through a hundred thousand rows.
 * Then the list is in live view for some minutes, while the sample records entries. Arguments: the sample's jar and its
 * program arguments.
 */
final class ConsoleSpeed implements AutoCloseable {

    private static final int ROWS = Integer.getInteger("rows", 1_000_000);
    private static final int ROUNDS = Integer.getInteger("rounds", 9);
    private static final int PAGES = Integer.getInteger("pages", 500);
    private static final int ROWS_ON_A_PAGE = 200;
    private static final int LIVE_SECONDS = Integer.getInteger("live-seconds", 600);
    private static final int LIVE_ROWS = Integer.getInteger("live-rows", 10_000);

    /** Notes the time at which the first rows are painted, and counts the answers with rows. */
    private static final String WATCH = """
            new MutationObserver((changes, observer) => {
              if (document.querySelector('main tbody tr')) {
                observer.disconnect();
                requestAnimationFrame(() => setTimeout(() => { window.firstRowsAt = performance.now(); }));
              }
            }).observe(document, { childList: true, subtree: true });
            window.answers = 0;
            const ask = window.fetch;
            window.fetch = async (address, options) => {
              const answer = await ask(address, options);
              if (/\\/operation-logs\\?/.test(address)) window.answers++;
              return answer;
            };
            """;

    /** Waits for an answer with rows and until the rows are painted. */
    private static final String PAINTED = """
            const painted = () => new Promise((done) => {
              const began = performance.now();
              const before = window.answers;
              const observer = new MutationObserver(() => {
                const isBusy = document.querySelector('main [aria-busy=true], main .notice[role=status]') !== null;
                if (window.answers === before || isBusy) return;
                observer.disconnect();
                requestAnimationFrame(() => setTimeout(() => done(performance.now() - began)));
              });
              observer.observe(document.querySelector('main'), { attributes: true, childList: true, subtree: true });
            });
            """;

    private static final String CHANGE = PAINTED + """
            const done = arguments[arguments.length - 1];
            painted().then(done);
            history.pushState(null, '', arguments[0]);
            dispatchEvent(new PopStateEvent('popstate'));
            """;

    private static final String WALK = PAINTED + """
            const done = arguments[arguments.length - 1];
            const taken = [];
            const walk = async () => {
              while (taken.length < arguments[0]) {
                const rows = painted();
                document.querySelector('.pager [rel=next]').click();
                taken.push(await rows);
              }
              return taken;
            };
            walk().then(done);
            """;

    /** Begins the live view, in which the first page is read again for new entries. */
    private static final String LIVE = """
            document.querySelector('button.live').click();
            window.answers = 0;
            """;

    private final ChromeDriver driver;
    private final String base;

    private ConsoleSpeed(String base) {
        this.base = base;
        ChromeOptions options = new ChromeOptions();
        options.setBinary(onPath("chromium").toString());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--enable-precise-memory-info");
        this.driver = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(onPath("chromedriver").toFile())
                        .build(),
                options);
        driver.executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", WATCH));
    }

    public static void main(String[] arguments) throws Exception {
        Path jar = Path.of(arguments[0]).toAbsolutePath();
        Path directory = Files.createTempDirectory("opsmon-benchmark-console");
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        try (Postgres postgres = new Postgres();
                HikariDataSource pool = postgres.pool()) {
            List<String> more = List.of(arguments).subList(1, arguments.length);
            Process sample = start(jar, directory, postgres.url(), port, more);
            try {
                Paging.fill(new JdbcOperationLogRepository(pool, Duration.ofSeconds(30)), ROWS);
                new JdbcTemplate(pool).execute("VACUUM ANALYZE opsmon_operation_log");
                try (ConsoleSpeed speed = new ConsoleSpeed("http://localhost:" + port)) {
                    speed.run();
                }
            } finally {
                sample.destroy();
                sample.waitFor(20, TimeUnit.SECONDS);
            }
        } finally {
            FileSystemUtils.deleteRecursively(directory);
        }
    }

    private static Process start(Path jar, Path directory, String database, int port, List<String> more)
            throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-jar",
                jar.toString(),
                "--server.port=" + port,
                "--spring.datasource.url=" + database));
        command.addAll(more);
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output.log").toFile())
                .start();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/login"))
                .build();
        for (int i = 0; i < 120; i++) {
            try {
                HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.discarding());
                return process;
            } catch (IOException notYet) {
                Thread.sleep(500);
            }
        }
        process.destroy();
        throw new IllegalStateException(
                "The sample did not start:\n" + Files.readString(directory.resolve("output.log")));
    }

    private void run() throws InterruptedException {
        driver.get(base + "/login");
        driver.findElement(By.name("username")).sendKeys("auditor");
        driver.findElement(By.name("password")).sendKeys("auditor");
        driver.findElement(By.tagName("button")).click();
        firstRows();
        List<Double> loads = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            driver.executeCdpCommand("Network.clearBrowserCache", Map.of());
            loads.add(firstRows());
        }
        print("address to first rows, nothing cached", loads);
        for (String filter : List.of(
                "operator=user-7",
                "module=module-3",
                "action=UPDATE",
                "outcome=FAILURE",
                "resourceType=product&resourceId=42",
                "clientIp=10.0.0.9",
                "module=module-3&outcome=FAILURE",
                "minDurationMillis=990",
                "text=product+4711",
                "text=nowhere+to+be+found")) {
            List<Double> taken = new ArrayList<>();
            for (int i = 0; i < ROUNDS; i++) {
                change("./operation-logs?from=2020-01-01T00:00:00Z");
                taken.add(change("./operation-logs?" + filter));
            }
            print(filter, taken);
        }
        walk();
        live();
    }

    private static Path onPath(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(program + " is not on the PATH"));
    }

    private double firstRows() throws InterruptedException {
        driver.get("about:blank");
        driver.get(base + "/opsmon/operation-logs");
        while (true) {
            if (driver.executeScript("return window.firstRowsAt") instanceof Number at) {
                return at.doubleValue();
            }
            Thread.sleep(10);
        }
    }

    private double change(String address) {
        return ((Number) driver.executeAsyncScript(CHANGE, address)).doubleValue();
    }

    private void walk() {
        driver.executeScript("localStorage.setItem('opsmon', JSON.stringify({ rows: " + ROWS_ON_A_PAGE + " }))");
        driver.get("about:blank");
        driver.get(base + "/opsmon/operation-logs");
        driver.manage().timeouts().implicitlyWait(Duration.ofSeconds(10)).scriptTimeout(Duration.ofMinutes(10));
        driver.findElement(By.cssSelector(".pager [rel=next]"));
        List<Double> taken = new ArrayList<>(walk(20));
        double early = heap();
        while (taken.size() < PAGES) {
            taken.addAll(walk(20));
        }
        print("next " + ROWS_ON_A_PAGE + " rows, " + PAGES + " times", taken);
        System.out.printf("heap of the page %.1f MB after 20 pages, %.1f MB after %d%n", early, heap(), PAGES);
    }

    private List<Double> walk(int pages) {
        return ((List<?>) driver.executeAsyncScript(WALK, pages))
                .stream().map(each -> ((Number) each).doubleValue()).toList();
    }

    private void live() throws InterruptedException {
        driver.get("about:blank");
        driver.get(base + "/opsmon/operation-logs");
        driver.findElement(By.cssSelector("button.live"));
        driver.executeScript(LIVE);
        HttpClient client =
                HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
        String admin = Base64.getEncoder().encodeToString("admin:admin".getBytes(StandardCharsets.UTF_8));
        double early = 0;
        long earlyNodes = 0;
        long begun = System.nanoTime();
        for (int i = 0; i < LIVE_ROWS; i++) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(base + "/api/products/TEA-ASSAM/price"))
                    .header("Authorization", "Basic " + admin)
                    .header("Content-Type", "application/json")
                    .PUT(HttpRequest.BodyPublishers.ofString("{\"price\":" + (8 + i % 100) + ",\"reason\":\"live\"}"))
                    .build();
            try {
                int status = client.send(request, HttpResponse.BodyHandlers.discarding())
                        .statusCode();
                if (status >= 300) {
                    throw new IllegalStateException("The sample answers with " + status);
                }
            } catch (IOException failure) {
                throw new IllegalStateException(failure);
            }
            long ahead = begun + LIVE_SECONDS * 1_000_000_000L / LIVE_ROWS * (i + 1) - System.nanoTime();
            Thread.sleep(Math.max(0, ahead / 1_000_000));
            if (i == LIVE_ROWS / 10) {
                early = heap();
                earlyNodes = nodes();
            }
        }
        Thread.sleep(5_000);
        System.out.printf(
                "live view of %,d entries in %d s: %s pages; heap %.1f MB and %d elements after a tenth, %.1f MB and %d at the end%n",
                LIVE_ROWS,
                (System.nanoTime() - begun) / 1_000_000_000,
                driver.executeScript("return window.answers"),
                early,
                earlyNodes,
                heap(),
                nodes());
    }

    private long nodes() {
        return ((Number) driver.executeScript("return document.querySelectorAll('*').length")).longValue();
    }

    private double heap() {
        driver.executeCdpCommand("HeapProfiler.collectGarbage", Map.of());
        return ((Number) driver.executeScript("return performance.memory.usedJSHeapSize")).doubleValue() / 1e6;
    }

    private static void print(String what, List<Double> millis) {
        List<Double> sorted = millis.stream().sorted().toList();
        System.out.printf("| %s | %.0f | %.0f |%n", what, sorted.get(sorted.size() / 2), sorted.get(sorted.size() - 1));
    }

    @Override
    public void close() {
        driver.quit();
    }
}
