package io.opsmon.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opsmon.testsupport.SmallDisk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

/**
 * Journal on a file system of 512 kB. The test requires the right to mount a file system, and is skipped with a message
 * otherwise.
 */
class DiskFullTest {

    @TempDir
    Path directory = Path.of("");

    private @Nullable SmallDisk disk;

    private Path disk() {
        return Objects.requireNonNull(disk).path();
    }

    @BeforeEach
    void mountSmallDisk() throws Exception {
        disk = SmallDisk.mount(directory, 512);
    }

    @AfterEach
    void unmount() throws Exception {
        if (disk != null) {
            disk.unmount();
        }
    }

    @Test
    void goesOnWhenTheDiskIsFullAndRecoversWhenItIsNot() throws Exception {
        Path ballast = disk().resolve("ballast");
        Files.write(ballast, new byte[300 * 1024]);
        SwitchableStore store = new SwitchableStore();
        store.unavailable = true;
        RecorderSettings settings = new RecorderSettings(
                16,
                50,
                Duration.ofMillis(5),
                OverflowPolicy.SPILL,
                Duration.ofMillis(50),
                Duration.ofMillis(200),
                Duration.ofMillis(10),
                Duration.ofMillis(50),
                Duration.ofMillis(500),
                new JournalSettings(
                        disk(),
                        DataSize.ofKilobytes(64),
                        DataSize.ofGigabytes(1),
                        FsyncPolicy.NEVER,
                        Duration.ofSeconds(1)));
        try (Recorder<TestEntry> recorder =
                new Recorder<>("test", store, new TestEntry.Codec(), settings, Clock.systemUTC())) {
            IntStream.range(0, 30_000).forEach(i -> recorder.record(TestEntry.of(i), Consistency.BUFFERED));
            await().untilAsserted(() ->
                    assertThat(recorder.statistics().journalFailures()).isPositive());
            long dropped = recorder.statistics().dropped();
            assertThat(dropped).isPositive();

            Files.delete(ballast);
            recorder.record(TestEntry.of(50_000), Consistency.JOURNALED);
            store.unavailable = false;

            await().untilAsserted(() -> assertThat(
                            store.stored().size() + recorder.statistics().dropped())
                    .isEqualTo(30_001));
            assertThat(store.stored()).contains(50_000);
            await().untilAsserted(() ->
                    assertThat(recorder.statistics().journalBytes()).isZero());
        }
    }
}
