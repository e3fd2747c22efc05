package io.opsmon.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opsmon.loginlog.FailureReason;
import io.opsmon.loginlog.LoginEvent;
import io.opsmon.loginlog.LoginLogEntry;
import io.opsmon.loginlog.LoginLogFilter;
import io.opsmon.loginlog.LoginLogRepository;
import io.opsmon.loginlog.guard.AttemptStore;
import io.opsmon.loginlog.security.LoginLockedException;
import io.opsmon.testsupport.Patience;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.web.WebAttributes;
import tools.jackson.databind.JsonNode;

/**
 * Many guesses reach the sign-in at the same time, and the provider answers none of them before all are counted. The
 * number of failures that lock is the default, so that the documented number is tested.
 */
@SpringBootTest(
        classes = {SecureHost.class, ParallelGuessesContract.Together.class},
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.liquibase.enabled=false",
            "spring.flyway.enabled=false",
            // All guesses wait inside the container for each other.
            "server.tomcat.threads.max=250",
            "server.tomcat.accept-count=250",
            // On a busy machine, no lock ends during the test.
            "opsmon.login-log.guard.lock-time=1h",
            "opsmon.login-log.guard.window=2h",
            // An unavailable store lets sign-ins pass. A busy machine must not look like an unavailable store.
            "spring.datasource.hikari.connection-timeout=120000",
            "opsmon.redis.timeout=2m",
            "opsmon.recording.journal.directory=target/journals/${random.uuid}"
        })
abstract class ParallelGuessesContract {

    private static final int GUESSES = 200;
    private static final int DOCUMENTED_FAILURES = 5;
    private static final String LOCKED = LoginLockedException.class.getName() + ": Too many failed attempts";
    private static final String WRONG_PASSWORD = BadCredentialsException.class.getName() + ": Bad credentials";
    private static final String GUESS = "X-Guess";
    private static final String FAILURE = "/failure";
    private static final String LOCKS = "/opsmon/api/v1/login-locks";

    /** Longer than the test waits for a condition, so that a failed condition is reported first. */
    private static final long LONGEST_SECONDS = Patience.LONGEST.multipliedBy(2).toSeconds();

    private final HttpClient http = HttpClient.newHttpClient();
    private final AtomicInteger reachedProvider = new AtomicInteger();
    private final CountDownLatch mayAnswer = new CountDownLatch(1);

    @LocalServerPort
    private int port;

    @Autowired
    private AttemptStore store;

    @Autowired
    private LoginLogRepository logins;

    @Autowired
    private CountDownLatch arrivals;

    /** The type of the store under test. */
    abstract Class<? extends AttemptStore> storeType();

    /** Lets all guesses into the security chain at once, and shows the failure of a sign-in without a sign-in. */
    @TestConfiguration(proxyBeanMethods = false)
    static class Together {

        @Bean
        CountDownLatch arrivals() {
            return new CountDownLatch(GUESSES);
        }

        @Bean
        FilterRegistrationBean<Filter> together(CountDownLatch arrivals) {
            FilterRegistrationBean<Filter> filter = new FilterRegistrationBean<>((request, response, chain) -> {
                if (((HttpServletRequest) request).getHeader(GUESS) != null) {
                    arrivals.countDown();
                    awaitAll(arrivals);
                }
                chain.doFilter(request, response);
            });
            filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
            return filter;
        }

        @Bean
        FilterRegistrationBean<Filter> failure() {
            FilterRegistrationBean<Filter> filter = new FilterRegistrationBean<>((request, response, chain) -> {
                HttpSession session = ((HttpServletRequest) request).getSession();
                response.getWriter().print(session.getAttribute(WebAttributes.AUTHENTICATION_EXCEPTION));
            });
            filter.addUrlPatterns(FAILURE);
            filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
            return filter;
        }

        private static void awaitAll(CountDownLatch arrivals) throws ServletException {
            try {
                if (!arrivals.await(LONGEST_SECONDS, TimeUnit.SECONDS)) {
                    throw new ServletException("Only " + (GUESSES - arrivals.getCount()) + " guesses arrived");
                }
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new ServletException(stopped);
            }
        }
    }

    @AfterEach
    void releaseAll() {
        mayAnswer.countDown();
        while (arrivals.getCount() > 0) {
            arrivals.countDown();
        }
        SecureHost.Pages.SLOW_SIGN_IN.set(() -> null);
    }

    private CompletableFuture<HttpResponse<String>> guess() {
        return http.sendAsync(
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/login"))
                        .header(GUESS, "yes")
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString("username=slow&password=wrong"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** The failure that a host's own login page would show after the answer to a sign-in. */
    private String failureOf(HttpResponse<String> answer) throws IOException, InterruptedException {
        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(answer.headers().firstValue("Location").orElseThrow()).endsWith("/login?error");
        String session = answer.headers().allValues("Set-Cookie").stream()
                .filter(cookie -> cookie.startsWith("JSESSIONID="))
                .findFirst()
                .orElseThrow();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + FAILURE))
                .header("Cookie", session.substring(0, session.indexOf(';')))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    private List<LoginLogEntry> logged(LoginLogFilter.Builder query) {
        return logins.find(query.username("slow").build()).items();
    }

    @Test
    void onlyTheDocumentedNumberOfParallelGuessesReachesTheProvider() throws Exception {
        assertThat(store).isInstanceOf(storeType());
        SecureHost.Pages.SLOW_SIGN_IN.set(() -> {
            reachedProvider.incrementAndGet();
            assertThat(mayAnswer.await(LONGEST_SECONDS, TimeUnit.SECONDS)).isTrue();
            return null;
        });

        guessInParallel();

        assertThat(failureOf(new TestBrowser(port).signIn("slow", "slow"))).isEqualTo(LOCKED);
        assertThat(reachedProvider).as("with the correct password").hasValue(DOCUMENTED_FAILURES);
        await().untilAsserted(() -> assertThat(logged(LoginLogFilter.builder().event(LoginEvent.LOCK)))
                .singleElement()
                .satisfies(entry -> assertThat(entry.message()).contains(DOCUMENTED_FAILURES + " failures")));
        await().untilAsserted(() -> assertThat(logged(LoginLogFilter.builder().reason(FailureReason.TOO_MANY_ATTEMPTS)))
                .isNotEmpty());

        unlock();

        TestBrowser user = new TestBrowser(port);
        user.signIn("slow", "slow");
        assertThat(user.get("/page").body()).isEqualTo("slow");
        assertThat(reachedProvider).hasValue(DOCUMENTED_FAILURES + 1);
    }

    /** The provider answers after each guess has reached the provider or is refused. */
    private void guessInParallel() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> guesses =
                Stream.generate(this::guess).limit(GUESSES).toList();
        await().untilAsserted(() -> assertThat(reachedProvider.get()
                        + guesses.stream().filter(CompletableFuture::isDone).count())
                .isEqualTo(GUESSES));
        Map<Boolean, List<CompletableFuture<HttpResponse<String>>>> byAnswered =
                guesses.stream().collect(Collectors.partitioningBy(CompletableFuture::isDone));
        assertThat(reachedProvider).hasValue(DOCUMENTED_FAILURES);

        mayAnswer.countDown();

        assertThat(failuresOf(Objects.requireNonNull(byAnswered.get(true))))
                .hasSize(GUESSES - DOCUMENTED_FAILURES)
                .containsOnly(LOCKED);
        assertThat(failuresOf(Objects.requireNonNull(byAnswered.get(false))))
                .hasSize(DOCUMENTED_FAILURES)
                .containsOnly(WRONG_PASSWORD);
    }

    private List<String> failuresOf(List<CompletableFuture<HttpResponse<String>>> guesses) throws Exception {
        List<String> failures = new ArrayList<>();
        for (CompletableFuture<HttpResponse<String>> guess : guesses) {
            failures.add(failureOf(guess.get(LONGEST_SECONDS, TimeUnit.SECONDS)));
        }
        return failures;
    }

    private void unlock() throws IOException, InterruptedException {
        TestBrowser boss = new TestBrowser(port);
        boss.signIn("boss", "boss");
        JsonNode locks = boss.json(LOCKS).get("items");
        assertThat(locks).hasSize(1);
        JsonNode lock = locks.get(0);
        assertThat(lock.get("username").asString()).isEqualTo("slow");
        assertThat(lock.get("failures").asInt()).isEqualTo(DOCUMENTED_FAILURES);
        assertThat(boss.send("DELETE", LOCKS + "/" + lock.get("key").asString(), "")
                        .statusCode())
                .isEqualTo(200);
        assertThat(boss.json(LOCKS).get("items")).isEmpty();
    }
}
