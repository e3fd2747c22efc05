package io.opsmon.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BoundedCacheTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** Near the end of the range, since readings of the clock may overflow. */
    private long nanos = Long.MAX_VALUE - 10;

    private BoundedCache<String, Integer> byUse(long capacity) {
        return new BoundedCache<>(capacity, MINUTE, true, key -> 1, () -> nanos);
    }

    private BoundedCache<String, Integer> byWrite(long capacity) {
        return new BoundedCache<>(capacity, MINUTE, false, key -> 1, () -> nanos);
    }

    private void after(Duration time) {
        nanos += time.toNanos();
    }

    private static Map<String, Integer> content(BoundedCache<String, Integer> cache) {
        Map<String, Integer> content = new HashMap<>();
        cache.forEach(content::put);
        return content;
    }

    @Test
    void removesTheValueUnusedForLongestWhenFull() {
        BoundedCache<String, Integer> cache = byUse(3);
        for (String key : List.of("a", "b", "c")) {
            cache.put(key, 1);
            after(SECOND);
        }
        assertThat(cache.get("a")).isEqualTo(1);
        after(SECOND);

        cache.put("d", 1);

        assertThat(content(cache)).containsOnlyKeys("a", "c", "d");
        assertThat(cache.weight()).isEqualTo(3);
    }

    @Test
    void staysBelowItsCapacityAndKeepsTheLatestValues() {
        BoundedCache<String, Integer> cache = byUse(1_000);
        for (int i = 0; i < 10_000; i++) {
            cache.put("k" + i, i);
            nanos++;
            assertThat(cache.weight()).isLessThanOrEqualTo(1_000);
        }
        assertThat(content(cache)).hasSize((int) cache.weight()).hasSizeGreaterThanOrEqualTo(875);
        for (int i = 9_125; i < 10_000; i++) {
            assertThat(cache.get("k" + i)).isEqualTo(i);
        }
    }

    @Test
    void keepsValuesThatWereWrittenAtOneMoment() {
        BoundedCache<String, Integer> cache = byUse(80);
        for (int i = 0; i < 81; i++) {
            cache.put("k" + i, i);
        }
        assertThat(content(cache)).hasSize(70);
    }

    @Test
    void weighsKeys() {
        BoundedCache<String, Integer> cache = new BoundedCache<>(10, MINUTE, true, String::length, () -> nanos);
        cache.put("four", 1);
        nanos++;
        cache.put("three", 1);
        nanos++;
        cache.put("three", 2);
        assertThat(cache.weight()).isEqualTo(9);

        cache.put("xy", 3);

        assertThat(content(cache)).containsOnlyKeys("three", "xy");
        cache.remove("three");
        assertThat(cache.weight()).isEqualTo(2);
    }

    @Test
    void forgetsAValueThatIsNotUsed() {
        BoundedCache<String, Integer> cache = byUse(10);
        cache.put("used", 1);
        cache.put("unused", 2);
        after(MINUTE.minusNanos(1));
        assertThat(cache.get("used")).isEqualTo(1);
        after(Duration.ofNanos(1));

        assertThat(cache.get("used")).isEqualTo(1);
        assertThat(cache.get("unused")).isNull();
        assertThat(content(cache)).containsOnlyKeys("used");
        assertThat(cache.remove("unused")).isNull();
        assertThat(cache.remove("used")).isEqualTo(1);
        assertThat(cache.get("used")).isNull();
    }

    @Test
    void keepsAShortLivedValueThatIsUsed() {
        BoundedCache<String, Integer> cache =
                new BoundedCache<>(10, Duration.ofMillis(50), true, key -> 1, () -> nanos);
        cache.put("used", 1);
        for (int i = 0; i < 10; i++) {
            after(Duration.ofMillis(40));
            assertThat(cache.get("used")).isEqualTo(1);
        }
    }

    @Test
    void forgetsAnOldValueThoughItIsRead() {
        BoundedCache<String, Integer> cache = byWrite(10);
        cache.put("a", 1);
        after(MINUTE.minusNanos(1));
        assertThat(cache.get("a")).isEqualTo(1);
        assertThat(cache.get("a", key -> 2)).isEqualTo(1);
        after(Duration.ofNanos(1));
        assertThat(cache.get("a")).isNull();
        assertThat(cache.get("a", key -> 2)).isEqualTo(2);
    }

    @Test
    void writingRenewsAValue() {
        BoundedCache<String, Integer> cache = byWrite(10);
        cache.put("a", 1);
        after(MINUTE.minusNanos(1));
        cache.put("a", 1);
        after(MINUTE.minusNanos(1));
        assertThat(cache.get("a")).isEqualTo(1);
    }

    @Test
    void freesTheMemoryOfExpiredValuesOnceInATimeToLive() {
        BoundedCache<String, Integer> cache = byUse(10);
        cache.put("a", 1);
        cache.put("b", 1);
        after(MINUTE);
        assertThat(cache.weight()).isEqualTo(2);

        cache.put("c", 1);

        assertThat(cache.weight()).isEqualTo(1);
    }

    @Test
    void computesWithTheLiveValueBefore() {
        BoundedCache<String, Integer> cache = byUse(10);
        assertThat(cache.compute("a", before -> before == null ? 1 : before + 1))
                .isEqualTo(1);
        assertThat(cache.compute("a", before -> before == null ? 1 : before + 1))
                .isEqualTo(2);
        after(MINUTE);
        assertThat(cache.compute("a", before -> before == null ? 1 : before + 1))
                .isEqualTo(1);
        assertThat(cache.weight()).isEqualTo(1);
    }

    @Test
    void valuesWithoutATimeToLiveStay() {
        BoundedCache<String, Integer> cache = BoundedCache.ofSize(10);
        cache.put("a", 1);
        assertThat(cache.get("a")).isEqualTo(1);
    }

    @Test
    void createsAValueOnceAndCountsRightFromManyThreads() throws Exception {
        int threads = 4;
        BoundedCache<String, Integer> cache = BoundedCache.expiringAfterUse(100, MINUTE);
        BoundedCache<String, Integer> roomy = BoundedCache.ofSize(100);
        AtomicInteger created = new AtomicInteger();
        CyclicBarrier together = new CyclicBarrier(threads);
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                int thread = t;
                all.add(executor.submit(() -> {
                    together.await();
                    roomy.get("one", key -> created.incrementAndGet());
                    for (int i = 0; i < 20_000; i++) {
                        String key = "k" + (i * (thread + 1)) % 500;
                        cache.put(key, i);
                        cache.get(key);
                        if (i % 3 == 0) {
                            cache.remove(key);
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
        } finally {
            executor.shutdownNow();
        }
        assertThat(created).hasValue(1);
        assertThat(cache.weight()).isEqualTo(content(cache).size()).isLessThanOrEqualTo(100 + threads);
    }
}
