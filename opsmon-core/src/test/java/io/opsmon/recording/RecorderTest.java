package io.opsmon.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

class RecorderTest {

    private final SwitchableStore store = new SwitchableStore();
    private final List<Recorder<TestEntry>> recorders = new ArrayList<>();

    @TempDir
    Path directory = Path.of("");

    private RecorderSettings settings(int capacity, OverflowPolicy overflow) {
        return new RecorderSettings(
                capacity,
                50,
                Duration.ofMillis(5),
                overflow,
                Duration.ofMillis(50),
                Duration.ofMillis(500),
                Duration.ofMillis(10),
                Duration.ofMillis(50),
                Duration.ofMillis(500),
                new JournalSettings(
                        directory,
                        DataSize.ofKilobytes(64),
                        DataSize.ofMegabytes(4),
                        FsyncPolicy.INTERVAL,
                        Duration.ofMillis(100)));
    }

    private Recorder<TestEntry> recorder(RecorderSettings settings) {
        Recorder<TestEntry> recorder =
                new Recorder<>("test", store, new TestEntry.Codec(), settings, Clock.systemUTC());
        recorders.add(recorder);
        return recorder;
    }

    private Recorder<TestEntry> recorder() {
        return recorder(settings(1_024, OverflowPolicy.SPILL));
    }

    @AfterEach
    void closeRecorders() {
        @Nullable CountDownLatch latch = store.hangUntil;
        if (latch != null) {
            latch.countDown();
        }
        recorders.forEach(Recorder::close);
    }

    private static void record(Recorder<TestEntry> recorder, int from, int to, Consistency consistency) {
        IntStream.range(from, to).forEach(i -> recorder.record(TestEntry.of(i), consistency));
    }

    private static Integer[] numbers(int from, int to) {
        return IntStream.range(from, to).boxed().toArray(Integer[]::new);
    }

    private Path deadLetters() {
        return directory.resolve("test.dead-letters.ndjson");
    }

    @Test
    void storesBufferedEntriesInOrder() {
        Recorder<TestEntry> recorder = recorder();

        record(recorder, 0, 500, Consistency.BUFFERED);

        await().untilAsserted(() -> assertThat(store.stored()).containsExactly(numbers(0, 500)));
        assertThat(store.calls).isLessThan(500);
        assertThat(recorder.statistics().recorded()).isEqualTo(500);
        assertThat(recorder.statistics().stored()).isEqualTo(500);
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void completesEntriesOnItsOwnThread() {
        Recorder<TestEntry> recorder = recorder();
        List<String> threads = new CopyOnWriteArrayList<>();

        IntStream.range(0, 500)
                .forEach(i -> recorder.recordLater(() -> {
                    threads.add(Thread.currentThread().getName());
                    return TestEntry.of(i);
                }));

        await().untilAsserted(() -> assertThat(store.stored()).containsExactly(numbers(0, 500)));
        assertThat(threads).hasSize(500).containsOnly("opsmon-test-writer");
        assertThat(recorder.statistics().recorded()).isEqualTo(500);
    }

    @Test
    void dropsAnEntryThatCannotBeCompleted() {
        Recorder<TestEntry> recorder = recorder();
        recorder.recordLater(() -> TestEntry.of(0));
        recorder.recordLater(() -> {
            throw new IllegalStateException("no entry");
        });
        recorder.recordLater(() -> TestEntry.of(2));

        await().untilAsserted(() -> assertThat(store.stored()).containsExactly(0, 2));
        assertThat(recorder.statistics().dropped()).isEqualTo(1);
    }

    @Test
    void completesEachEntryOnceWhenMemoryIsFull() {
        Recorder<TestEntry> recorder = recorder(settings(16, OverflowPolicy.SPILL));
        CountDownLatch latch = new CountDownLatch(1);
        store.hangUntil = latch;
        AtomicInteger completed = new AtomicInteger();
        IntStream.range(0, 200)
                .forEach(i -> recorder.recordLater(() -> {
                    completed.incrementAndGet();
                    return TestEntry.of(i);
                }));
        assertThat(recorder.statistics().spilled()).isPositive();

        latch.countDown();

        await().untilAsserted(() -> assertThat(store.stored()).containsExactlyInAnyOrder(numbers(0, 200)));
        assertThat(completed).hasValue(200);
    }

    @Test
    void completesEntriesThatComeAfterItClosed() {
        Recorder<TestEntry> recorder = recorder();
        recorder.close();
        recorder.recordLater(() -> TestEntry.of(7));

        recorder().start();

        await().untilAsserted(() -> assertThat(store.stored()).containsExactly(7));
    }

    @Test
    void flushesUntilNoEntryIsInMemory() {
        Recorder<TestEntry> recorder = recorder();
        assertThat(recorder.flush(Duration.ZERO)).isTrue();
        CountDownLatch latch = new CountDownLatch(1);
        store.hangUntil = latch;
        record(recorder, 0, 500, Consistency.BUFFERED);
        assertThat(recorder.flush(Duration.ofMillis(50))).isFalse();

        latch.countDown();

        assertThat(recorder.flush(Duration.ofSeconds(30))).isTrue();
        assertThat(store.stored()).hasSize(500);
    }

    @Test
    void doesNotSendEachEntryToAnUnavailableStore() {
        store.unavailable = true;
        Recorder<TestEntry> recorder = recorder();
        for (int i = 0; i < 200; i++) {
            record(recorder, i, i + 1, Consistency.JOURNALED);
            record(recorder, 1_000 + i, 1_001 + i, Consistency.BUFFERED);
            recorder.flush(Duration.ofSeconds(10));
        }

        assertThat(store.calls).isEqualTo((int) recorder.statistics().storeFailures());
        assertThat(store.calls).isLessThan(100);
        store.unavailable = false;
        await().untilAsserted(() -> assertThat(store.stored()).hasSize(400));
        assertThat(recorder.statistics().replayed()).isEqualTo(400);
        assertThat(recorder.statistics().dropped()).isZero();
    }

    @Test
    void startsNoThreadAndTouchesNoFileBeforeTheFirstEntry() {
        Recorder<TestEntry> recorder = recorder();
        recorder.start();

        assertThat(recorder.statistics().state()).isEqualTo(RecorderStatistics.State.STOPPED);
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("opsmon-test-writer") && thread.isAlive());
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void wakesFromSleepForOneEntry() {
        Recorder<TestEntry> recorder = recorder();
        for (int i = 0; i < 5; i++) {
            int number = i;
            record(recorder, number, number + 1, Consistency.BUFFERED);
            await().pollInterval(Duration.ofMillis(150))
                    .untilAsserted(() -> assertThat(store.stored()).contains(number));
        }
    }

    @Test
    void hasSynchronousEntriesStoredWhenItReturns() {
        Recorder<TestEntry> recorder = recorder();

        for (int i = 0; i < 5; i++) {
            recorder.record(TestEntry.of(i), Consistency.SYNCHRONOUS);
            assertThat(store.stored()).contains(i);
        }
    }

    @Test
    void settlesForTheJournalWhenASynchronousEntryTakesTooLong() {
        store.hangUntil = new CountDownLatch(1);
        Recorder<TestEntry> recorder = recorder();

        recorder.record(TestEntry.of(1), Consistency.SYNCHRONOUS);

        assertThat(recorder.statistics().journaled()).isEqualTo(1);
        java.util.Objects.requireNonNull(store.hangUntil).countDown();
        await().untilAsserted(() -> assertThat(store.stored()).containsExactly(1));
    }

    @Test
    void keepsJournaledEntriesForTheNextProcess() {
        store.unavailable = true;
        Recorder<TestEntry> first = recorder();
        record(first, 0, 300, Consistency.JOURNALED);
        assertThat(first.statistics().journaled()).isEqualTo(300);
        first.close();
        assertThat(store.stored()).isEmpty();

        store.unavailable = false;
        Recorder<TestEntry> second = recorder();
        second.start();

        await().untilAsserted(() -> assertThat(store.stored()).containsExactly(numbers(0, 300)));
        await().untilAsserted(
                        () -> assertThat(second.statistics().journalBytes()).isZero());
    }

    @Test
    void replaysInOrderAfterAnOutage() {
        Recorder<TestEntry> recorder = recorder();
        record(recorder, 0, 100, Consistency.BUFFERED);
        await().untilAsserted(() -> assertThat(store.stored()).hasSize(100));

        store.unavailable = true;
        record(recorder, 100, 2_000, Consistency.BUFFERED);
        await().untilAsserted(
                        () -> assertThat(recorder.statistics().state()).isEqualTo(RecorderStatistics.State.OUTAGE));
        await().untilAsserted(
                        () -> assertThat(recorder.statistics().queueDepth()).isZero());
        store.unavailable = false;

        await().untilAsserted(() -> assertThat(store.stored()).hasSize(2_000));
        // Only entries that callers journaled because the queue was full may overtake queued entries.
        assertThat(store.stored().subList(0, 100)).containsExactly(numbers(0, 100));
        assertThat(store.stored()).containsExactlyInAnyOrder(numbers(0, 2_000));
        await().untilAsserted(
                        () -> assertThat(recorder.statistics().state()).isEqualTo(RecorderStatistics.State.DIRECT));
        record(recorder, 2_000, 2_001, Consistency.BUFFERED);
        await().untilAsserted(() -> assertThat(store.stored()).endsWith(2_000));
        assertThat(recorder.statistics().dropped()).isZero();
    }

    @Test
    void survivesOneOutageAfterAnother() {
        Recorder<TestEntry> recorder = recorder();
        for (int outage = 0; outage < 5; outage++) {
            int from = outage * 300;
            store.unavailable = true;
            for (int i = from; i < from + 300; i++) {
                recorder.record(TestEntry.of(i), i % 3 == 0 ? Consistency.JOURNALED : Consistency.BUFFERED);
            }
            await().untilAsserted(
                            () -> assertThat(recorder.statistics().state()).isEqualTo(RecorderStatistics.State.OUTAGE));
            store.unavailable = false;
            await().untilAsserted(() ->
                    assertThat(store.stored()).as("%s", recorder.statistics()).hasSize(from + 300));
        }
        assertThat(store.stored()).containsExactlyInAnyOrder(numbers(0, 1_500));
    }

    @Test
    void spillsWhatDoesNotFitInMemory() {
        store.hangUntil = new CountDownLatch(1);
        Recorder<TestEntry> recorder = recorder(settings(64, OverflowPolicy.SPILL));

        record(recorder, 0, 1_000, Consistency.BUFFERED);

        assertThat(recorder.statistics().spilled()).isGreaterThan(800);
        java.util.Objects.requireNonNull(store.hangUntil).countDown();
        await().untilAsserted(() -> assertThat(store.stored()).containsExactlyInAnyOrder(numbers(0, 1_000)));
        assertThat(recorder.statistics().dropped()).isZero();
    }

    @Test
    void countsWhatItDrops() {
        store.hangUntil = new CountDownLatch(1);
        Recorder<TestEntry> recorder = recorder(settings(64, OverflowPolicy.DROP));

        record(recorder, 0, 1_000, Consistency.BUFFERED);
        java.util.Objects.requireNonNull(store.hangUntil).countDown();

        await().untilAsserted(
                        () -> assertThat(recorder.statistics().queueDepth()).isZero());
        await().untilAsserted(() -> assertThat(
                        store.stored().size() + recorder.statistics().dropped())
                .isEqualTo(1_000));
        assertThat(recorder.statistics().dropped()).isGreaterThan(800);
    }

    @Test
    void waitsForRoomWhenToldTo() {
        Recorder<TestEntry> recorder = recorder(settings(16, OverflowPolicy.BLOCK));

        record(recorder, 0, 3_000, Consistency.BUFFERED);

        await().untilAsserted(() -> assertThat(store.stored()).containsExactly(numbers(0, 3_000)));
        assertThat(recorder.statistics().dropped()).isZero();
        assertThat(recorder.statistics().spilled()).isZero();
    }

    @Test
    void setsRefusedEntriesAsideAndStoresTheirBatchMates() throws IOException {
        store.refused.addAll(List.of(3, 77, 78));
        Recorder<TestEntry> recorder = recorder();

        record(recorder, 0, 200, Consistency.BUFFERED);

        await().untilAsserted(() -> assertThat(store.stored()).hasSize(197));
        assertThat(store.stored()).doesNotContain(3, 77, 78);
        await().untilAsserted(
                        () -> assertThat(recorder.statistics().deadLettered()).isEqualTo(3));
        assertThat(Files.readAllLines(deadLetters()))
                .hasSize(3)
                .allSatisfy(line -> assertThat(line).contains("refused").contains("\"entry\":{\"number\":"))
                .anySatisfy(line -> assertThat(line).contains("{\"number\":77}"));
    }

    @Test
    void goesOnAfterAnEntryThatCannotBeEncoded() {
        store.unavailable = true;
        Recorder<TestEntry> recorder = recorder();
        record(recorder, -1, 10, Consistency.JOURNALED);
        store.unavailable = false;

        await().untilAsserted(() -> assertThat(store.stored()).containsExactly(numbers(0, 10)));
        await().untilAsserted(() -> assertThat(recorder.statistics().dropped()).isEqualTo(1));
    }

    @Test
    void drainsMemoryBeforeItCloses() {
        Recorder<TestEntry> recorder = recorder();
        record(recorder, 0, 900, Consistency.BUFFERED);

        recorder.close();

        assertThat(store.stored()).containsExactly(numbers(0, 900));
    }

    @Test
    void leavesMemoryToTheJournalWhenTheStoreHangsAtTheEnd() {
        CountDownLatch latch = new CountDownLatch(1);
        store.hangUntil = latch;
        Recorder<TestEntry> recorder = recorder();
        record(recorder, 0, 200, Consistency.BUFFERED);
        recorder.close();
        assertThat(recorder.statistics().dropped()).isZero();
        store.hangUntil = null;
        latch.countDown();

        Recorder<TestEntry> next = recorder();
        next.start();

        await().untilAsserted(() -> assertThat(store.stored()).containsExactlyInAnyOrder(numbers(0, 200)));
    }

    @Test
    void keepsWhatComesAfterItClosed() {
        Recorder<TestEntry> recorder = recorder();
        record(recorder, 0, 1, Consistency.BUFFERED);
        recorder.close();
        record(recorder, 1, 4, Consistency.BUFFERED);
        assertThat(recorder.statistics().dropped()).isZero();

        Recorder<TestEntry> next = recorder();
        next.start();

        await().untilAsserted(() -> assertThat(store.stored()).containsExactly(numbers(0, 4)));
    }

    @Test
    void losesNothingThatIsRecordedWhileItCloses() throws InterruptedException {
        for (int i = 0; i < 5; i++) {
            int round = i;
            int base = round * 10_000;
            Recorder<TestEntry> recorder = recorder();
            Thread producer = new Thread(() -> record(recorder, base, base + 500, Consistency.BUFFERED));
            producer.start();
            recorder.close();
            producer.join();
            assertThat(recorder.statistics().dropped()).isZero();
            Recorder<TestEntry> next = recorder();
            next.start();
            await().untilAsserted(() -> assertThat(store.stored()).hasSize(500 * (round + 1)));
            next.close();
        }
    }

    @Test
    void worksFromMemoryWhenTheJournalDirectoryIsUnwritable() throws IOException {
        Files.writeString(directory.resolve("test"), "a file where the directory should be");
        Recorder<TestEntry> recorder = recorder();
        record(recorder, 0, 10, Consistency.JOURNALED);
        await().untilAsserted(() -> assertThat(store.stored()).containsExactly(numbers(0, 10)));

        store.unavailable = true;
        record(recorder, 10, 1_000, Consistency.BUFFERED);
        await().untilAsserted(
                        () -> assertThat(recorder.statistics().storeFailures()).isPositive());
        store.unavailable = false;

        await().untilAsserted(() -> assertThat(store.stored()).containsExactly(numbers(0, 1_000)));
        assertThat(recorder.statistics().journalFailures()).isPositive();
    }

    @Test
    void countsAsDroppedWhatNeitherStoreNorJournalTakesAtTheEnd() throws IOException {
        Files.writeString(directory.resolve("test"), "a file where the directory should be");
        store.unavailable = true;
        Recorder<TestEntry> recorder = recorder();
        record(recorder, 0, 120, Consistency.BUFFERED);

        recorder.close();

        assertThat(store.stored()).isEmpty();
        assertThat(recorder.statistics().dropped()).isEqualTo(120);
        assertThat(recorder.statistics().state()).isEqualTo(RecorderStatistics.State.STOPPED);
    }

    @Test
    void takesOnlyAsMuchAsTheJournalMayHold() {
        store.unavailable = true;
        Recorder<TestEntry> recorder = recorder(new RecorderSettings(
                16,
                50,
                Duration.ofMillis(5),
                OverflowPolicy.SPILL,
                Duration.ofMillis(50),
                Duration.ofMillis(500),
                Duration.ofMillis(10),
                Duration.ofMillis(50),
                Duration.ofMillis(500),
                new JournalSettings(
                        directory,
                        DataSize.ofKilobytes(64),
                        DataSize.ofKilobytes(64),
                        FsyncPolicy.NEVER,
                        Duration.ofSeconds(1))));

        record(recorder, 0, 10_000, Consistency.BUFFERED);
        await().untilAsserted(
                        () -> assertThat(recorder.statistics().storeFailures()).isPositive());
        long dropped = recorder.statistics().dropped();
        assertThat(dropped).isPositive();
        assertThat(recorder.statistics().journalBytes()).isLessThanOrEqualTo(64 * 1024);
        store.unavailable = false;

        await().untilAsserted(() -> assertThat(
                        store.stored().size() + recorder.statistics().dropped())
                .isEqualTo(10_000));
    }

    @Test
    void keepsTheInterruptOfTheCallingThread() {
        store.unavailable = true;
        Recorder<TestEntry> recorder = recorder();
        Thread.currentThread().interrupt();

        recorder.record(TestEntry.of(1), Consistency.JOURNALED);
        recorder.record(TestEntry.of(2), Consistency.SYNCHRONOUS);

        assertThat(Thread.interrupted()).isTrue();
        store.unavailable = false;
        await().untilAsserted(() -> assertThat(store.stored()).containsExactlyInAnyOrder(1, 2));
    }
}
