package io.opsmon.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.FileSystemUtils;
import org.springframework.util.unit.DataSize;

class JournalTest {

    @TempDir
    Path directory = Path.of("");

    private JournalSettings settings(FsyncPolicy fsync) {
        return new JournalSettings(
                directory, DataSize.ofKilobytes(64), DataSize.ofMegabytes(8), fsync, Duration.ofMillis(10));
    }

    private Journal open() {
        return Journal.open("log", settings(FsyncPolicy.NEVER));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> readAll(Journal journal) {
        List<String> all = new ArrayList<>();
        while (true) {
            Journal.Batch batch = journal.read(7, 1024 * 1024);
            if (batch.records().isEmpty()) {
                journal.commit(batch.end());
                return all;
            }
            batch.records().forEach(record -> all.add(new String(record, StandardCharsets.UTF_8)));
            journal.commit(batch.end());
        }
    }

    private static List<String> texts(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "record " + i).toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ar-SA-u-nu-arab",
                "fa-IR-u-nu-arabext",
                "mr-IN-u-nu-deva",
                "th-TH-u-ca-buddhist-nu-thai",
                "tr-TR"
            })
    void replaysInOneLocaleWhatWasWrittenInAnother(String tag) {
        Locale usual = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag(tag));
            try (Journal journal = open()) {
                texts(0, 5).forEach(text -> journal.append(bytes(text)));
            }
            Locale.setDefault(Locale.US);
            try (Journal journal = open()) {
                texts(5, 8).forEach(text -> journal.append(bytes(text)));
                assertThat(readAll(journal)).isEqualTo(texts(0, 8));
            }
        } finally {
            Locale.setDefault(usual);
        }
    }

    private List<Path> segments() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("log/0"))) {
            return files.filter(file -> file.toString().endsWith(".journal"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @EnumSource(FsyncPolicy.class)
    void givesBackRecordsInOrderToTheNextProcess(FsyncPolicy fsync) {
        try (Journal journal = Journal.open("log", settings(fsync))) {
            texts(0, 100).forEach(text -> journal.append(bytes(text)));
        }
        try (Journal journal = open()) {
            assertThat(readAll(journal)).isEqualTo(texts(0, 100));
            assertThat(journal.isEmpty()).isTrue();
        }
    }

    @Test
    void readsAgainWhatWasNotCommitted() {
        try (Journal journal = open()) {
            texts(0, 20).forEach(text -> journal.append(bytes(text)));
            journal.commit(journal.read(5, 1024).end());
            assertThat(journal.read(1, 1024).records()).containsExactly(bytes("record 5"));
        }
        try (Journal journal = open()) {
            assertThat(readAll(journal)).isEqualTo(texts(5, 20));
        }
    }

    @Test
    void removesSegmentsThatAreDone() throws IOException {
        try (Journal journal = open()) {
            byte[] large = bytes("x".repeat(10_000));
            for (int i = 0; i < 50; i++) {
                journal.append(large);
            }
            assertThat(segments()).hasSizeGreaterThan(5);
            readAll(journal);
            assertThat(segments()).hasSize(1);
        }
        assertThat(segments()).isEmpty();
    }

    @Test
    void carriesRecordsOfAnySize() {
        byte[] huge = new byte[3 * 1024 * 1024];
        new Random(1).nextBytes(huge);
        try (Journal journal = open()) {
            journal.append(new byte[0]);
            journal.append(huge);
            journal.append(bytes("after"));
            List<byte[]> all = new ArrayList<>();
            while (!journal.isEmpty()) {
                Journal.Batch batch = journal.read(10, 1024);
                all.addAll(batch.records());
                journal.commit(batch.end());
            }
            assertThat(all).containsExactly(new byte[0], huge, bytes("after"));
        }
    }

    @Test
    void toleratesATornTailAtEveryByte() throws IOException {
        try (Journal journal = open()) {
            journal.append(bytes("first"));
            journal.append(bytes("second"));
        }
        Path segment = segments().get(0);
        byte[] whole = Files.readAllBytes(segment);
        int firstEnd = 8 + 12 + 5;
        for (int length = 0; length < whole.length; length++) {
            Files.write(segment, java.util.Arrays.copyOf(whole, length));
            List<String> expected = length < firstEnd ? List.of() : List.of("first");
            try (Journal journal = open()) {
                assertThat(readAll(journal)).isEqualTo(expected);
                journal.append(bytes("later"));
                assertThat(readAll(journal)).containsExactly("later");
            }
        }
    }

    @Test
    void stepsOverDamageAndKeepsTheDamagedFile() throws IOException {
        try (Journal journal = open()) {
            texts(0, 10).forEach(text -> journal.append(bytes(text)));
        }
        Path segment = segments().get(0);
        try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "rw")) {
            file.seek(8 + 3 * 20 + 14);
            file.write('X');
        }
        try (Journal journal = open()) {
            List<String> expected = new ArrayList<>(texts(0, 10));
            expected.remove("record 3");
            assertThat(readAll(journal)).isEqualTo(expected);
            journal.append(bytes("next"));
            assertThat(readAll(journal)).containsExactly("next");
        }
        try (Stream<Path> files = Files.list(directory.resolve("log/0"))) {
            assertThat(files.map(file -> file.getFileName().toString())).anyMatch(name -> name.endsWith(".damaged"));
        }
    }

    @Test
    void survivesRandomDamageWithoutFailingOrInventingRecords() throws IOException {
        List<String> original = texts(0, 200);
        Random random = new Random(42);
        for (int round = 0; round < 40; round++) {
            String name = "round-" + round;
            try (Journal journal = Journal.open(name, settings(FsyncPolicy.NEVER))) {
                original.forEach(text -> journal.append(bytes(text)));
            }
            Path segment = directory.resolve(name).resolve("0/0000000000000000001.journal");
            byte[] content = Files.readAllBytes(segment);
            for (int i = 0; i < 1 + round; i++) {
                content[8 + random.nextInt(content.length - 8)] = (byte) random.nextInt();
            }
            Files.write(segment, content);
            try (Journal journal = Journal.open(name, settings(FsyncPolicy.NEVER))) {
                List<String> read = readAll(journal);
                assertThat(original).containsSubsequence(read);
                assertThat(read.size()).isGreaterThanOrEqualTo(200 - 2 * (1 + round));
                assertThat(journal.isEmpty()).isTrue();
            }
        }
    }

    @Test
    void startsOverWhenTheCheckpointIsDamaged() throws IOException {
        try (Journal journal = open()) {
            texts(0, 10).forEach(text -> journal.append(bytes(text)));
            journal.commit(journal.read(4, 1024).end());
        }
        Files.write(directory.resolve("log/0/checkpoint"), new byte[20]);
        try (Journal journal = open()) {
            assertThat(readAll(journal)).isEqualTo(texts(0, 10));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 7, 8, 14, 15, 16, 19})
    void trustsNoCheckpointWithAChangedByte(int index) throws IOException {
        try (Journal journal = open()) {
            texts(0, 10).forEach(text -> journal.append(bytes(text)));
            journal.commit(journal.read(4, 1024).end());
        }
        Path checkpoint = directory.resolve("log/0/checkpoint");
        byte[] content = Files.readAllBytes(checkpoint);
        content[index] ^= 1;
        Files.write(checkpoint, content);
        try (Journal journal = open()) {
            assertThat(readAll(journal)).isEqualTo(texts(0, 10));
        }
    }

    @Test
    void countsTheSameBytesAfterARestart() {
        long pending;
        try (Journal journal = open()) {
            texts(0, 10).forEach(text -> journal.append(bytes(text)));
            journal.commit(journal.read(4, 1024).end());
            pending = journal.pendingBytes();
            assertThat(pending).isPositive();
        }
        try (Journal journal = open()) {
            assertThat(journal.pendingBytes()).isEqualTo(pending);
            assertThat(readAll(journal)).isEqualTo(texts(4, 10));
            assertThat(journal.pendingBytes()).isZero();
        }
    }

    @Test
    void refusesRecordsOfAnyThreadAfterItsEnd() {
        Journal journal = open();
        journal.close();
        CompletableFuture<Void> append = CompletableFuture.runAsync(() -> journal.append(bytes("late")));
        assertThat(append)
                .failsWithin(Duration.ofMinutes(2))
                .withThrowableOfType(ExecutionException.class)
                .withMessageContaining("The journal is closed");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void leavesNoFileOpen() throws IOException {
        Path open = Path.of("/proc/self/fd");
        Path own = directory.toRealPath();
        try (Journal journal = open()) {
            journal.append(bytes("kept"));
            assertThat(openFiles(open, own)).isNotEmpty();
        }
        assertThat(openFiles(open, own)).isEmpty();
    }

    private static List<Path> openFiles(Path descriptors, Path below) throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> links = Files.list(descriptors)) {
            for (Path link : links.toList()) {
                try {
                    Path file = Files.readSymbolicLink(link);
                    if (file.startsWith(below)) {
                        found.add(file);
                    }
                } catch (NoSuchFileException closed) {
                    // Closed by another thread since the directory was listed.
                }
            }
        }
        return found;
    }

    @Test
    void readsTheNextSegmentInOneStep() {
        try (Journal journal = open()) {
            byte[] large = bytes("x".repeat(10_000));
            for (int i = 0; i < 7; i++) {
                journal.append(large);
            }
            assertThat(readAll(journal)).hasSize(7);
            journal.append(bytes("next"));
            assertThat(journal.read(7, 1024).records()).containsExactly(bytes("next"));
        }
    }

    @Test
    void takesRecordsOfAnotherThreadAfterACommit() {
        try (Journal journal = open()) {
            journal.append(bytes("first"));
            journal.commit(journal.read(1, 1024).end());
            CompletableFuture<Void> append = CompletableFuture.runAsync(() -> journal.append(bytes("second")));
            assertThat(append).succeedsWithin(Duration.ofMinutes(2));
            assertThat(readAll(journal)).containsExactly("second");
        }
    }

    @Test
    void repeatsNothingIfAProcessDiesAfterItsLastCommit(@TempDir Path next) throws IOException {
        try (Journal journal = open()) {
            texts(0, 10).forEach(text -> journal.append(bytes(text)));
            assertThat(readAll(journal)).hasSize(10);
            // The files of a process that was killed now.
            FileSystemUtils.copyRecursively(directory, next);
        }
        JournalSettings settings = new JournalSettings(
                next, DataSize.ofKilobytes(64), DataSize.ofMegabytes(8), FsyncPolicy.NEVER, Duration.ofSeconds(1));
        try (Journal journal = Journal.open("log", settings)) {
            assertThat(readAll(journal)).isEmpty();
            assertThat(journal.pendingBytes()).isZero();
        }
    }

    @Test
    void takesARecordThatFillsItExactly() {
        JournalSettings small = new JournalSettings(
                directory,
                DataSize.ofKilobytes(64),
                DataSize.ofKilobytes(64),
                FsyncPolicy.NEVER,
                Duration.ofSeconds(1));
        try (Journal journal = Journal.open("log", small)) {
            journal.append(new byte[65_536 - JournalSegment.frameLength(new byte[0])]);
            assertThat(journal.pendingBytes()).isEqualTo(65_536);
            assertThatThrownBy(() -> journal.append(new byte[0])).isInstanceOf(JournalException.class);
        }
    }

    @Test
    void refusesMoreThanItsBound() {
        JournalSettings small = new JournalSettings(
                directory,
                DataSize.ofKilobytes(64),
                DataSize.ofKilobytes(64),
                FsyncPolicy.NEVER,
                Duration.ofSeconds(1));
        try (Journal journal = Journal.open("log", small)) {
            byte[] record = new byte[10_000];
            for (int i = 0; i < 6; i++) {
                journal.append(record);
            }
            assertThatThrownBy(() -> journal.append(record))
                    .isInstanceOf(JournalException.class)
                    .hasMessageContaining("at most 65536B");
            journal.commit(journal.read(100, 1024 * 1024).end());
            journal.append(record);
        }
    }

    @Test
    void givesEachOfTwoProcessesASlotAndAdoptsTheAbandonedOne() {
        try (Journal first = open();
                Journal second = open()) {
            first.append(bytes("of the first"));
            second.append(bytes("of the second"));
            assertThat(directory.resolve("log/1")).isDirectory();
        }
        try (Journal next = open()) {
            assertThat(readAll(next)).containsExactly("of the first", "of the second");
        }
    }

    @Test
    void takesAppendsFromManyThreads() throws InterruptedException {
        try (Journal journal = Journal.open("log", settings(FsyncPolicy.ALWAYS))) {
            List<Thread> threads = IntStream.range(0, 8)
                    .mapToObj(t -> new Thread(() -> {
                        for (int i = 0; i < 100; i++) {
                            journal.append(bytes(t + ":" + i));
                        }
                    }))
                    .toList();
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
            List<String> all = readAll(journal);
            assertThat(all).hasSize(800).doesNotHaveDuplicates();
            for (int t = 0; t < 8; t++) {
                int thread = t;
                assertThat(all.stream().filter(text -> text.startsWith(thread + ":")))
                        .containsExactly(IntStream.range(0, 100)
                                .mapToObj(i -> thread + ":" + i)
                                .toArray(String[]::new));
            }
        }
    }
}
