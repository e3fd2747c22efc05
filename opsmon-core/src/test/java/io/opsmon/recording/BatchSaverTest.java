package io.opsmon.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchSaverTest {

    @TempDir
    private Path directory;

    private final Clock clock = Clock.fixed(Instant.EPOCH.plusSeconds(7), ZoneOffset.UTC);
    private final SwitchableStore store = new SwitchableStore();
    private final RecorderCounters counters = new RecorderCounters();

    private BatchSaver<TestEntry> saver(Path deadLetters) {
        return new BatchSaver<>(
                store, new TestEntry.Codec(), new DeadLetters(deadLetters, "test", clock), counters, clock);
    }

    private static List<TestEntry> entries(int from, int to) {
        return IntStream.range(from, to).mapToObj(TestEntry::of).toList();
    }

    @Test
    void measuresTheTimeOfTheStoreAndTheLagOfTheOldestEntry() {
        long begun = System.nanoTime();
        saver(directory).save(entries(0, 10));

        assertThat(counters.flushNanos.sum()).isBetween(1L, System.nanoTime() - begun);
        assertThat(counters.flushes.sum()).isEqualTo(1);
        assertThat(counters.stored.sum()).isEqualTo(10);
        assertThat(Duration.ofMillis(counters.lagMillis)).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void keepsRefusedEntriesAsDeadLettersWithTheReason() throws IOException {
        store.refused.addAll(List.of(3, 4));

        saver(directory).save(entries(0, 10));

        assertThat(store.stored()).hasSize(8);
        assertThat(counters.deadLettered.sum()).isEqualTo(2);
        assertThat(counters.dropped.sum()).isZero();
        assertThat(Files.readString(directory.resolve("test.dead-letters.ndjson")))
                .contains("\"at\":\"1970-01-01T00:00:07Z\"", "DataIntegrityViolationException: refused")
                .contains("\"entry\":{\"number\":3}", "\"entry\":{\"number\":4}");
    }

    @Test
    void keepsARefusedEntryThatCannotBeEncodedByItsId() throws IOException {
        store.refused.add(-1);

        saver(directory).save(List.of(TestEntry.of(-1)));

        assertThat(counters.deadLettered.sum()).isEqualTo(1);
        assertThat(Files.readString(directory.resolve("test.dead-letters.ndjson")))
                .contains("\"raw\":\"\"", "Encoding entry " + TestEntry.of(-1).id());
    }

    @Test
    void countsRefusedEntriesAsDroppedIfTheirFileCannotBeWritten() throws IOException {
        Path occupied = Files.writeString(directory.resolve("occupied"), "a file");
        store.refused.addAll(List.of(-1, 3));

        saver(occupied).save(List.of(TestEntry.of(-1), TestEntry.of(3)));

        assertThat(counters.dropped.sum()).isEqualTo(2);
        assertThat(counters.deadLettered.sum()).isZero();
    }

    @Test
    void countsNothingAsStoredWhileTheStoreIsUnavailable() {
        store.unavailable = true;

        assertThatThrownBy(() -> saver(directory).save(entries(0, 2)))
                .isInstanceOf(BatchSaver.StoreAwayException.class);

        assertThat(counters.stored.sum()).isZero();
        assertThat(counters.flushes.sum()).isZero();
        assertThat(directory).isEmptyDirectory();
    }
}
