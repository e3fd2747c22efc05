package io.opsmon.benchmarks;

import io.opsmon.internal.client.CachedClientDescriber;
import io.opsmon.internal.redis.RedisAccess;
import io.opsmon.onlineuser.OnlineUserQuery;
import io.opsmon.onlineuser.OnlineUserRegistry;
import io.opsmon.onlineuser.OnlineUserSettings;
import io.opsmon.onlineuser.SessionLimit;
import io.opsmon.onlineuser.internal.redis.RedisOnlineUserStore;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures the delay from the termination of a token's session to the first 401 in another JVM. The other JVM is a host
 * with Spring Security whose own filter accepts 2,000 tokens. It sends a request with the terminated token every 50
 * microseconds. Both processes share the clock and a Redis.
 */
final class TokenKickLatency {

    private static final int KICKS = 2_000;
    private static final long PAUSE_NANOS = 50_000;

    private TokenKickLatency() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 1) {
            serve(Integer.parseInt(arguments[0]));
            return;
        }
        try (Redis redis = new Redis()) {
            Process other = new ProcessBuilder(
                            ProcessHandle.current().info().command().orElse("java"),
                            "-cp",
                            System.getProperty("java.class.path"),
                            TokenKickLatency.class.getName(),
                            Integer.toString(redis.port()))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (BufferedReader answers =
                            new BufferedReader(new InputStreamReader(other.getInputStream(), StandardCharsets.UTF_8));
                    PrintStream orders = new PrintStream(other.getOutputStream(), true, StandardCharsets.UTF_8)) {
                answers.readLine();
                kick(redis, orders, answers);
            } finally {
                other.destroy();
            }
        }
    }

    private static void kick(Redis redis, PrintStream orders, BufferedReader answers) throws Exception {
        double[] times = new double[KICKS];
        try (OnlineUserRegistry registry = registry(redis.access())) {
            for (int i = 0; i < KICKS; i++) {
                String ref = registry.find(OnlineUserQuery.ofUser(TokenHost.user(i)))
                        .items()
                        .get(0)
                        .ref();
                orders.println(i);
                answers.readLine();
                long begun = micros();
                registry.kick(ref, "boss", null);
                times[i] = (Long.parseLong(answers.readLine()) - begun) / 1e3;
            }
        }
        Arrays.sort(times);
        System.out.printf(
                "a token is refused in another JVM: p50 %.2f ms, p99 %.2f ms, longest %.2f ms%n",
                times[KICKS / 2], times[KICKS * 99 / 100], times[KICKS - 1]);
    }

    private static void serve(int port) throws Exception {
        RedisAccess access = new RedisAccess(Redis.client(port), Duration.ofSeconds(5), "opsmon:");
        try (TokenHost host = TokenHost.start(KICKS, true, store(access));
                BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (int i = 0; i < KICKS; i++) {
                host.request(i);
            }
            host.context().getBean(OnlineUserRegistry.class).flush();
            System.out.println("ready");
            for (String order = orders.readLine(); order != null; order = orders.readLine()) {
                int token = Integer.parseInt(order);
                if (host.request(token) != 200) {
                    throw new IllegalStateException("token " + token + " is refused");
                }
                System.out.println("in use");
                while (host.request(token) != 401) {
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
                System.out.println(micros());
            }
        }
    }

    private static RedisOnlineUserStore store(RedisAccess access) {
        return new RedisOnlineUserStore(access, Duration.ofMinutes(30), Duration.ofSeconds(5));
    }

    private static OnlineUserRegistry registry(RedisAccess access) {
        OnlineUserRegistry registry = new OnlineUserRegistry(
                store(access),
                OnlineUserSettings.of("node"),
                new CachedClientDescriber(() -> null, () -> null),
                username -> SessionLimit.NONE,
                event -> {},
                Clock.systemUTC());
        registry.start();
        return registry;
    }

    private static long micros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }
}
