package io.opsmon.benchmarks;

import io.opsmon.client.ClientDescriber;
import io.opsmon.client.ClientHints;
import io.opsmon.client.UserAgentParser;
import io.opsmon.http.HttpExchange;
import io.opsmon.http.HttpFacts;
import io.opsmon.http.SessionReference;
import io.opsmon.internal.client.CachedClientDescriber;
import io.opsmon.internal.client.UapUserAgentParser;
import io.opsmon.internal.client.YauaaUserAgentParser;
import io.opsmon.internal.http.SessionPresence;
import io.opsmon.log.Outcome;
import io.opsmon.loginlog.FloodSettings;
import io.opsmon.loginlog.LoginDescriber;
import io.opsmon.loginlog.LoginLogFilter;
import io.opsmon.loginlog.LoginLogRecorder;
import io.opsmon.loginlog.LoginLogRecorder.Surroundings;
import io.opsmon.loginlog.RiskAssessor;
import io.opsmon.loginlog.RiskSettings;
import io.opsmon.loginlog.guard.AttemptGuard;
import io.opsmon.loginlog.guard.AttemptLock;
import io.opsmon.loginlog.guard.AttemptPolicy;
import io.opsmon.loginlog.internal.InMemoryLoginLogRepository;
import io.opsmon.loginlog.internal.guard.InMemoryAttemptStore;
import io.opsmon.loginlog.internal.security.LoginResolvers;
import io.opsmon.loginlog.internal.security.RecentClients;
import io.opsmon.loginlog.internal.security.SecurityEvents;
import io.opsmon.recording.Consistency;
import io.opsmon.recording.JournalSettings;
import io.opsmon.recording.RecorderSettings;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.authentication.event.AuthenticationFailureBadCredentialsEvent;
import org.springframework.security.authentication.event.AuthenticationSuccessEvent;
import org.springframework.security.authentication.event.InteractiveAuthenticationSuccessEvent;

/**
 * Measures the cost of the login log and its guard for a sign-in, on the thread of the request. Also measures the log
 * entries and memory of a password-spraying attack of 10,000 failures a second. A third measurement is the cost of
 * reading a user agent with each library.
 */
final class SignInCost {

    private static final String AGENT =
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36";

    private SignInCost() {}

    /** A request without a server. */
    private static final class Request implements HttpExchange {
        private final String ip;
        private final Map<Class<?>, Object> attributes = new HashMap<>();
        private final List<Runnable> done = new ArrayList<>();

        Request(String ip) {
            this.ip = ip;
        }

        @Override
        public HttpFacts facts() {
            return new HttpFacts("POST", "/login", null, null, ip, AGENT, null);
        }

        @Override
        public String clientIp() {
            return ip;
        }

        @Override
        public String userAgent() {
            return AGENT;
        }

        @Override
        public ClientHints hints() {
            return ClientHints.NONE;
        }

        @Override
        public boolean whenAnswered(Consumer<HttpFacts> action) {
            return false;
        }

        @Override
        public String sessionId() {
            return "0123456789ABCDEF0123456789ABCDEF";
        }

        @Override
        public String requestedSessionId() {
            return sessionId();
        }

        @Override
        public String header(String name) {
            return null;
        }

        @Override
        public String cookie(String name) {
            return null;
        }

        @Override
        public <T> T attribute(Class<T> type, Supplier<T> made) {
            return type.cast(attributes.computeIfAbsent(type, unknown -> made.get()));
        }

        @Override
        public void whenServed(Runnable action) {
            done.add(action);
        }
    }

    public static void main(String[] arguments) throws Exception {
        userAgents();
        Request[] current = new Request[1];
        InMemoryLoginLogRepository repository = new InMemoryLoginLogRepository(1_000_000);
        ClientDescriber clients = new CachedClientDescriber(UapUserAgentParser::new, () -> null);
        try (LoginLogRecorder recorder = new LoginLogRecorder(
                repository,
                new LoginDescriber(
                        clients,
                        new RiskAssessor(new InMemoryLoginLogRepository(10), RiskSettings.DEFAULTS),
                        risky -> {}),
                new Surroundings("shop", "node-1", () -> current[0], List.of(), new SessionReference("key")),
                RecorderSettings.with(JournalSettings.in(Files.createTempDirectory("opsmon-benchmark"))),
                Consistency.BUFFERED,
                FloodSettings.DEFAULTS,
                Clock.systemUTC())) {
            AttemptGuard guard = guard();
            SecurityEvents events = new SecurityEvents(
                    recorder,
                    () -> current[0],
                    new RecentClients(1_000, Duration.ofMinutes(1)),
                    guard,
                    SessionPresence.NONE,
                    Clock.systemUTC(),
                    () -> null,
                    () -> false,
                    new LoginResolvers(List.of(), List.of()));
            for (int round = 0; round < 5; round++) {
                System.out.printf("a sign-in: %.2f µs on the request's thread%n", signIns(events, guard, current));
            }
            spray(events, recorder, repository, current);
        }
    }

    private static AttemptGuard guard() {
        AttemptPolicy policy = new AttemptPolicy(5, Duration.ofMinutes(10), Duration.ofMinutes(1), Duration.ofHours(1));
        return new AttemptGuard(
                new InMemoryAttemptStore(50_000, policy.memory()),
                policy,
                policy,
                new AttemptGuard.LockListener() {
                    @Override
                    public void locked(AttemptLock lock) {}

                    @Override
                    public void unlocked(AttemptLock lock) {}
                },
                Clock.systemUTC());
    }

    private static double signIns(SecurityEvents events, AttemptGuard guard, Request[] current) throws Exception {
        int count = 20_000;
        long spent = 0;
        for (int i = 0; i < count; i++) {
            var authentication = UsernamePasswordAuthenticationToken.authenticated("user" + i % 1_000, null, List.of());
            Request request = new Request("10.0.0." + i % 250);
            current[0] = request;
            long begun = System.nanoTime();
            guard.lock("user" + i % 1_000, request.ip);
            events.onApplicationEvent(new AuthenticationSuccessEvent(authentication));
            events.onApplicationEvent(new InteractiveAuthenticationSuccessEvent(authentication, SignInCost.class));
            request.done.forEach(Runnable::run);
            spent += System.nanoTime() - begun;
            if (i % 100 == 0) {
                Thread.sleep(1);
            }
        }
        return spent / 1e3 / count;
    }

    private static void spray(
            SecurityEvents events, LoginLogRecorder recorder, InMemoryLoginLogRepository repository, Request[] current)
            throws Exception {
        long before = repository
                .aggregate(io.opsmon.loginlog.LoginLogFilter.ALL, Duration.ofDays(1))
                .total();
        long entries = recorder.statistics().recorded();
        long heap = heap();
        long begun = System.nanoTime();
        int seconds = 20;
        for (int i = 0; i < seconds * 10_000; i++) {
            current[0] = new Request("172." + i % 16 + "." + i % 251 + "." + i % 241);
            events.onApplicationEvent(new AuthenticationFailureBadCredentialsEvent(
                    UsernamePasswordAuthenticationToken.unauthenticated("victim" + i, "Winter2026!"),
                    new BadCredentialsException("Bad credentials")));
            long ahead = begun + i * 100_000L - System.nanoTime();
            if (ahead > 1_000_000) {
                Thread.sleep(ahead / 1_000_000);
            }
        }
        recorder.flush(Duration.ofSeconds(10));
        long after = repository
                .aggregate(io.opsmon.loginlog.LoginLogFilter.ALL, Duration.ofDays(1))
                .total();
        System.out.printf(
                "spraying, 10,000 failures a second for %d s, each another user: %,d attempts in the log as %,d entries, heap grew by %d MB%n",
                seconds, after - before, recorder.statistics().recorded() - entries, (heap() - heap) >> 20);
    }

    private static long failures(InMemoryLoginLogRepository repository) {
        return repository
                .aggregate(LoginLogFilter.builder().outcome(Outcome.FAILURE).build(), Duration.ofDays(1))
                .total();
    }

    private static long heap() {
        for (int i = 0; i < 5; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static void userAgents() {
        System.out.println("| user agents | to begin | heap | each |");
        System.out.println("|---|---|---|---|");
        userAgents("uap-java", UapUserAgentParser::new);
        userAgents("Yauaa", YauaaUserAgentParser::new);
    }

    private static void userAgents(String name, Supplier<UserAgentParser> maker) {
        long heap = heap();
        long begun = System.nanoTime();
        UserAgentParser parser = maker.get();
        parser.parse(AGENT);
        long start = System.nanoTime() - begun;
        long grown = heap() - heap;
        int count = 4_000;
        begun = System.nanoTime();
        for (int i = 0; i < count; i++) {
            parser.parse(AGENT.replace("131", Integer.toString(i)));
        }
        System.out.printf(
                "| %s | %,d ms | %d MB | %.0f µs |%n",
                name, start / 1_000_000, grown >> 20, (System.nanoTime() - begun) / 1e3 / count);
    }
}
