package io.opsmon.benchmarks;

import io.opsmon.internal.redis.RedisAccess;
import io.opsmon.onlineuser.OnlineUserQuery;
import io.opsmon.onlineuser.OnlineUserRegistry;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
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
            Process other = KickLatency.other(TokenKickLatency.class, redis);
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
        try (OnlineUserRegistry registry = KickLatency.registry(redis.access(), event -> {})) {
            for (int i = 0; i < KICKS; i++) {
                String ref = registry.find(OnlineUserQuery.ofUser(TokenHost.user(i)))
                        .items()
                        .get(0)
                        .ref();
                orders.println(i);
                answers.readLine();
                long begun = KickLatency.micros();
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
        try (TokenHost host = TokenHost.start(KICKS, true, KickLatency.store(access));
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
                System.out.println(KickLatency.micros());
            }
        }
    }
}
