package io.opsmon.benchmarks;

import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.opsmon.client.ClientHints;
import io.opsmon.client.Device;
import io.opsmon.client.DeviceClass;
import io.opsmon.client.Location;
import io.opsmon.internal.client.CachedClientDescriber;
import io.opsmon.onlineuser.Kick;
import io.opsmon.onlineuser.OnlineSession;
import io.opsmon.onlineuser.OnlineUserQuery;
import io.opsmon.onlineuser.OnlineUserRegistry;
import io.opsmon.onlineuser.OnlineUserSettings;
import io.opsmon.onlineuser.OnlineUserStore;
import io.opsmon.onlineuser.SessionKind;
import io.opsmon.onlineuser.SessionLimit;
import io.opsmon.onlineuser.internal.redis.RedisOnlineUserStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Measures lists of online users in a real Redis with 10,000, 100,000 and a million sessions. The measurements are the
 * first page, the sessions of a user, and bytes per session. At 100,000 sessions, RuoYi-Vue's way runs for comparison:
 * {@code KEYS login_tokens:*}, one {@code GET} and one JSON document per session, all sorted for one page. Also
 * measures the cost per request: the check for a termination, and the note that the session is used.
 */
final class OnlineUsers {

    private static final Duration TIMEOUT = Duration.ofMinutes(30);
    private static final Random RANDOM = new Random(42);
    private static final String[] BROWSERS = {"Chrome", "Firefox", "Safari", "Edge", "WeChat"};
    private static final String[] CITIES = {"Shanghai", "Beijing", "Shenzhen", "Hangzhou", "Chengdu"};

    private OnlineUsers() {}

    public static void main(String[] arguments) throws Exception {
        try (Redis redis = new Redis()) {
            System.out.println("| sessions | first page p50 | p99 | of a user p50 | p99 | bytes a session |");
            System.out.println("|---|---|---|---|---|---|");
            for (int count : new int[] {10_000, 100_000, 1_000_000}) {
                measure(redis, count);
            }
            onTheRequest(redis);
        }
    }

    private static OnlineSession session(int i, Instant now) {
        byte[] id = new byte[16];
        RANDOM.nextBytes(id);
        return new OnlineSession(
                HexFormat.of().formatHex(id),
                "user" + i % 800_000,
                SessionKind.SESSION,
                "10." + RANDOM.nextInt(256) + "." + RANDOM.nextInt(256) + "." + RANDOM.nextInt(256),
                new Device(
                        BROWSERS[RANDOM.nextInt(BROWSERS.length)],
                        Integer.toString(100 + RANDOM.nextInt(40)),
                        "Windows",
                        "11",
                        DeviceClass.DESKTOP,
                        null),
                new Location("CN", null, CITIES[RANDOM.nextInt(CITIES.length)], null, null),
                "node-" + RANDOM.nextInt(4),
                now.minusSeconds(RANDOM.nextInt(30_000)),
                now.minusMillis(RANDOM.nextInt(1_700_000)),
                null,
                null);
    }

    private static void measure(Redis redis, int count) {
        try (StatefulRedisConnection<String, String> connection = redis.client().connect()) {
            RedisCommands<String, String> commands = connection.sync();
            commands.flushall();
            commands.scriptFlush();
            long before = memory(commands);
            OnlineUserStore store = new RedisOnlineUserStore(redis.access(), TIMEOUT, Duration.ofSeconds(5));
            Instant now = Instant.now();
            List<OnlineSession> batch = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                batch.add(session(i, now));
                if (batch.size() == 500) {
                    store.put(batch);
                    batch.clear();
                }
            }
            long bytes = (memory(commands) - before) / count;
            double[] page = times(500, i -> store.find(OnlineUserQuery.ALL, now));
            double[] user = times(500, i -> store.find(OnlineUserQuery.ofUser("user" + i * 7 % count), now));
            System.out.printf(
                    "| %,d | %.2f ms | %.2f ms | %.2f ms | %.2f ms | %d |%n",
                    count, at(page, 0.5), at(page, 0.99), at(user, 0.5), at(user, 0.99), bytes);
            if (count == 100_000) {
                asRuoYi(commands, count);
            }
        }
    }

    private static long memory(RedisCommands<String, String> commands) {
        return Arrays.stream(commands.info("memory").split("\r\n", -1))
                .filter(line -> line.startsWith("used_memory:"))
                .mapToLong(line -> Long.parseLong(line.substring("used_memory:".length())))
                .findFirst()
                .orElseThrow();
    }

    private interface Call {
        Object run(int i);
    }

    /** Returns sorted times in milliseconds. */
    private static double[] times(int rounds, Call call) {
        for (int i = 0; i < rounds / 5; i++) {
            call.run(i);
        }
        double[] times = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            long begun = System.nanoTime();
            call.run(i);
            times[i] = (System.nanoTime() - begun) / 1e6;
        }
        Arrays.sort(times);
        return times;
    }

    private static double at(double[] sorted, double quantile) {
        return sorted[(int) Math.min(sorted.length - 1, sorted.length * quantile)];
    }

    /** Lists sessions as {@code SysUserOnlineController.list} of RuoYi-Vue does. */
    private static void asRuoYi(RedisCommands<String, String> commands, int count) {
        commands.flushall();
        JsonMapper json = JsonMapper.shared();
        for (int i = 0; i < count; i++) {
            OnlineSession session = session(i, Instant.now());
            commands.setex(
                    "login_tokens:" + session.ref(),
                    1_800,
                    json.writeValueAsString(json.createObjectNode()
                            .put("token", session.ref())
                            .put("userName", session.username())
                            .put("ipaddr", session.clientIp())
                            .put("loginTime", session.since().toEpochMilli())
                            .put("expireTime", session.lastAccess().toEpochMilli() + 1_800_000)
                            .put("browser", "Chrome 13")
                            .put("os", "Windows 10")
                            .put("loginLocation", "内网IP")));
        }
        double[] times = times(
                5,
                i -> commands.keys("login_tokens:*").stream()
                        .map(commands::get)
                        .map(json::readTree)
                        .sorted(Comparator.comparing(
                                        (JsonNode each) -> each.get("loginTime").asLong())
                                .reversed())
                        .limit(20)
                        .toList());
        System.out.printf("RuoYi's way, %,d sessions: %.0f ms a page%n", count, at(times, 0.5));
    }

    private static void onTheRequest(Redis redis) {
        OnlineUserStore store = new RedisOnlineUserStore(redis.access(), TIMEOUT, Duration.ofSeconds(5));
        Instant now = Instant.now();
        try (OnlineUserRegistry registry = new OnlineUserRegistry(
                store,
                OnlineUserSettings.of("node-1"),
                new CachedClientDescriber(() -> null, () -> null),
                username -> SessionLimit.NONE,
                event -> {},
                Clock.systemUTC())) {
            registry.start();
            List<Kick> kicks = new ArrayList<>();
            String[] refs = new String[10_000];
            for (int i = 0; i < refs.length; i++) {
                OnlineSession session = session(i, now);
                refs[i] = session.ref();
                registry.register(session, null, ClientHints.NONE);
                kicks.add(new Kick(session(i, now).ref(), now.plusSeconds(3_600)));
            }
            registry.flush();
            store.kick(kicks.subList(0, 1_000));
            while (!registry.hasKicks()) {
                Thread.onSpinWait();
            }
            int calls = 5_000_000;
            for (int round = 0; round < 4; round++) {
                long begun = System.nanoTime();
                int found = 0;
                for (int i = 0; i < calls; i++) {
                    found += registry.isKicked(refs[i % refs.length]) ? 1 : 0;
                }
                double check = (System.nanoTime() - begun) / (double) calls;
                begun = System.nanoTime();
                for (int i = 0; i < calls; i++) {
                    found += registry.touch(refs[i % refs.length]) == null ? 1 : 0;
                }
                double touch = (System.nanoTime() - begun) / (double) calls;
                System.out.printf(
                        "a request, with 1,000 kicks and 10,000 sessions: look for a kick %.0f ns, note of use %.0f ns (%d)%n",
                        check, touch, found);
            }
        }
    }
}
