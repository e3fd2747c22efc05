package io.opsmon.backup.internal.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opsmon.backup.BackupStorage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract of every storage. */
public abstract class BackupStorageContract {

    private static final int MEGABYTE = 1 << 20;

    /** Returns the storage of this test, empty at first. */
    protected abstract BackupStorage storage();

    protected static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    protected static void store(BackupStorage storage, String name, byte[] content) throws IOException {
        try (BackupStorage.Upload upload = storage.upload(name, content.length)) {
            upload.write(content);
            upload.commit();
        }
    }

    private byte[] read(String name, long offset) throws IOException {
        try (InputStream in = storage().read(name, offset)) {
            return in.readAllBytes();
        }
    }

    @Test
    void readsWhatWasStoredFromAnyByteOn() throws IOException {
        byte[] content = bytes(20 * MEGABYTE + 7);

        store(storage(), "orders/2026/one.dump", content);

        for (int offset : new int[] {0, 1, 9 * MEGABYTE, content.length - 3, content.length}) {
            assertThat(Arrays.mismatch(
                            read("orders/2026/one.dump", offset), Arrays.copyOfRange(content, offset, content.length)))
                    .as("from %d on", offset)
                    .isEqualTo(-1);
        }
        assertThat(storage().find("orders/2026/one.dump")).hasValueSatisfying(file -> {
            assertThat(file.bytes()).isEqualTo(content.length);
            assertThat(file.name()).isEqualTo("orders/2026/one.dump");
        });
    }

    @Test
    void hasNothingUnderANameUntilItIsCommitted() throws IOException {
        try (BackupStorage.Upload upload = storage().upload("half", 0)) {
            upload.write(bytes(MEGABYTE));

            assertThat(storage().find("half")).isEmpty();
            assertThat(storage().list()).isEmpty();
        }

        assertThat(storage().find("half")).isEmpty();
        assertThat(storage().list()).isEmpty();
        assertThatThrownBy(() -> read("half", 0)).isInstanceOf(FileNotFoundException.class);
    }

    @Test
    void neverWritesAFileTwice() throws IOException {
        store(storage(), "one", bytes(3));

        assertThatThrownBy(() -> store(storage(), "one", bytes(4))).isInstanceOf(IOException.class);

        assertThat(read("one", 0)).isEqualTo(bytes(3));
    }

    @Test
    void listsInTheOrderOfNamesAndForgetsWhatWasDeleted() throws IOException {
        for (String name : new String[] {"b/2", "a", "b/1", "c"}) {
            store(storage(), name, bytes(name.length()));
        }

        storage().delete("c");
        storage().delete("never-was");

        assertThat(storage().list()).extracting(BackupStorage.StoredFile::name).containsExactly("a", "b/1", "b/2");
        assertThat(storage().find("c")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "../up",
                "a/../b",
                "a//b",
                "/etc/passwd",
                ".incoming/x",
                "a/.b",
                "a b",
                "a;b",
                "ü",
                "a\nb",
                "a\\b",
                "a/"
            })
    void refusesWhatIsNoName(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> storage().upload(name, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> storage().read(name, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> storage().find(name));
        assertThatIllegalArgumentException().isThrownBy(() -> storage().delete(name));
    }

    @Test
    void deletesWhatADeadProcessLeftButNotWhatIsBeingWritten() throws IOException {
        BackupStorage.Upload abandoned = storage().upload("one", 0);
        abandoned.write(bytes(20 * MEGABYTE));

        assertThat(storage().deleteAbandoned(Duration.ofHours(1))).isZero();
        assertThat(storage().deleteAbandoned(Duration.ofSeconds(-10))).isEqualTo(1);

        assertThatThrownBy(abandoned::commit).isInstanceOf(IOException.class);
        assertThat(storage().list()).isEmpty();
        abandoned.close();
    }
}
