package io.opsmon.benchmarks;

import io.opsmon.client.ClientHints;
import io.opsmon.client.Device;
import io.opsmon.internal.client.CachedClientDescriber;
import io.opsmon.internal.redis.RedisAccess;
import io.opsmon.onlineuser.OnlineSession;
import io.opsmon.onlineuser.OnlineUserRegistry;
import io.opsmon.onlineuser.OnlineUserSettings;
import io.opsmon.onlineuser.SessionKind;
import io.opsmon.onlineuser.SessionLimit;
import io.opsmon.onlineuser.SessionTerminatedEvent;
import io.opsmon.onlineuser.internal.redis.RedisOnlineUserStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Measures the delay until a session termination takes effect in another JVM. The run terminates 2,000 sessions, one
 * every five milliseconds, and uses the clock that both processes share.
 */
final class KickLatency {

    private static final int KICKS = 2_000;

    private KickLatency() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 1) {
            listen(Integer.parseInt(arguments[0]));
            return;
        }
        try (Redis redis = new Redis()) {
            Process other = other(KickLatency.class, redis);
            try (BufferedReader told =
                    new BufferedReader(new InputStreamReader(other.getInputStream(), StandardCharsets.UTF_8))) {
                told.readLine();
                kick(redis, told);
            } finally {
                other.destroy();
            }
        }
    }

    /** Starts a program in another JVM, with the port of Redis as its argument. */
    static Process other(Class<?> program, Redis redis) throws IOException {
        return new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        program.getName(),
                        Integer.toString(redis.port()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    static RedisOnlineUserStore store(RedisAccess access) {
        return new RedisOnlineUserStore(access, Duration.ofMinutes(30), Duration.ofSeconds(5));
    }

    static OnlineUserRegistry registry(RedisAccess access, java.util.function.Consumer<Object> events) {
        OnlineUserRegistry registry = new OnlineUserRegistry(
                store(access),
                OnlineUserSettings.of("node"),
                new CachedClientDescriber(() -> null, () -> null),
                username -> SessionLimit.NONE,
                events,
                Clock.systemUTC());
        registry.start();
        return registry;
    }

    /** Returns the time by the clock that the processes share. */
    static long micros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    private static void kick(Redis redis, BufferedReader told) throws Exception {
        try (OnlineUserRegistry registry = registry(redis.access(), event -> {})) {
            Map<String, Long> begun = new ConcurrentHashMap<>();
            String[] refs = new String[KICKS];
            for (int i = 0; i < KICKS; i++) {
                refs[i] = UUID.randomUUID().toString().replace("-", "");
                Instant now = Instant.now();
                registry.register(
                        new OnlineSession(
                                refs[i],
                                "user" + i,
                                SessionKind.SESSION,
                                null,
                                Device.UNKNOWN,
                                null,
                                "node",
                                now,
                                now,
                                null,
                                null),
                        null,
                        ClientHints.NONE);
            }
            registry.flush();
            double[] times = new double[KICKS];
            Thread reader = new Thread(() -> {
                try {
                    for (int i = 0; i < KICKS; i++) {
                        String[] line = told.readLine().split(" ", -1);
                        times[i] = (Long.parseLong(line[1]) - begun.get(line[0])) / 1e3;
                    }
                } catch (Exception failure) {
                    throw new IllegalStateException(failure);
                }
            });
            reader.start();
            for (String ref : refs) {
                begun.put(ref, micros());
                registry.kick(ref, "boss", null);
                Thread.sleep(5);
            }
            reader.join(30_000);
            Arrays.sort(times);
            System.out.printf(
                    "a session termination in another JVM: p50 %.2f ms, p99 %.2f ms, longest %.2f ms%n",
                    times[KICKS / 2], times[KICKS * 99 / 100], times[KICKS - 1]);
        }
    }

    private static void listen(int port) throws InterruptedException {
        RedisAccess access = new RedisAccess(Redis.client(port), Duration.ofSeconds(5), "opsmon:");
        registry(access, event -> {
            if (event instanceof SessionTerminatedEvent ended) {
                System.out.println(ended.ref() + " " + micros());
            }
        });
        Thread.sleep(2_000);
        System.out.println("ready");
        Thread.sleep(Long.MAX_VALUE);
    }
}
