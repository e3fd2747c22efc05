package io.opsmon.backup.internal.storage.sftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opsmon.backup.BackupStorage;
import io.opsmon.backup.internal.storage.BackupStorageContract;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyEncryptionContext;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SftpBackupStorageTest extends BackupStorageContract {

    @TempDir
    private Path directory;

    private @Nullable SftpServer running;
    private @Nullable SftpBackupStorage used;

    @BeforeEach
    void start() throws IOException {
        running = new SftpServer(directory.resolve("server"), null);
        used = with(running.fingerprint(), null, SftpServer.PASSWORD);
    }

    @AfterEach
    void stop() throws IOException {
        storage().close();
        server().close();
    }

    private SftpServer server() {
        return java.util.Objects.requireNonNull(running);
    }

    @Override
    protected SftpBackupStorage storage() {
        return java.util.Objects.requireNonNull(used);
    }

    private SftpBackupStorage with(@Nullable String hostKey, @Nullable Path knownHosts, String password) {
        return new SftpBackupStorage(
                new SftpSettings(
                        "127.0.0.1",
                        server().port(),
                        SftpServer.USER,
                        password,
                        null,
                        null,
                        hostKey,
                        knownHosts,
                        "/data/backups",
                        Duration.ofSeconds(10)),
                Clock.systemUTC());
    }

    private Path stored(String name) {
        return directory.resolve("server/data/backups").resolve(name);
    }

    @Test
    void refusesAServerWithAnotherKeyBeforeItSendsThePassword() throws Exception {
        String other = KeyUtils.getFingerPrint(KeyUtils.generateKeyPair(KeyPairProvider.ECDSA_SHA2_NISTP256, 256)
                .getPublic());
        try (SftpBackupStorage storage = with(other, null, SftpServer.PASSWORD)) {
            assertThatThrownBy(storage::list).isInstanceOf(IOException.class).hasMessageContaining("key");
        }
        Path knownHosts = Files.writeString(directory.resolve("known_hosts"), "");
        try (SftpBackupStorage storage = with(null, knownHosts, SftpServer.PASSWORD)) {
            assertThatThrownBy(storage::list).isInstanceOf(IOException.class);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> with(null, null, SftpServer.PASSWORD))
                .withMessageContaining("host-key");
    }

    @Test
    void acceptsAKnownHost() throws IOException {
        Path knownHosts = Files.writeString(
                directory.resolve("known_hosts"),
                "[127.0.0.1]:" + server().port() + " " + PublicKeyEntry.toString(server().hostKey()) + "\n");
        try (SftpBackupStorage storage = with(null, knownHosts, SftpServer.PASSWORD)) {
            store(storage, "one", bytes(9));

            assertThat(storage.list()).hasSize(1);
        }
    }

    @Test
    void refusesAWrongPasswordWithoutNamingIt() throws IOException {
        try (SftpBackupStorage storage = with(server().fingerprint(), null, "wrong-password-42")) {
            assertThatThrownBy(storage::list)
                    .isInstanceOf(IOException.class)
                    .hasMessageNotContaining("wrong-password-42");
        }
    }

    @Test
    void signsInWithAnEncryptedPrivateKey() throws Exception {
        KeyPair key = KeyUtils.generateKeyPair(KeyPairProvider.ECDSA_SHA2_NISTP256, 256);
        Path file = directory.resolve("id");
        OpenSSHKeyEncryptionContext encryption = new OpenSSHKeyEncryptionContext();
        encryption.setPassword("passphrase");
        encryption.setCipherType("256");
        try (OutputStream out = Files.newOutputStream(file)) {
            OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(key, "backup", encryption, out);
        }
        try (SftpServer server = new SftpServer(directory.resolve("other"), key.getPublic());
                SftpBackupStorage storage = new SftpBackupStorage(
                        new SftpSettings(
                                "127.0.0.1",
                                server.port(),
                                SftpServer.USER,
                                null,
                                file,
                                "passphrase",
                                server.fingerprint(),
                                null,
                                "/backups",
                                Duration.ofSeconds(10)),
                        Clock.systemUTC())) {
            store(storage, "one", bytes(9));

            assertThat(storage.find("one")).isPresent();
        }
    }

    @Test
    void leavesNoFileUnderItsNameIfTheServerStopsInTheMiddle() throws IOException {
        store(storage(), "a/first", bytes(1000));
        assertThatThrownBy(() -> {
                    try (BackupStorage.Upload upload = storage().upload("a/second", 0)) {
                        upload.write(bytes(1 << 20));
                        server().close();
                        upload.write(bytes(8 << 20));
                        upload.commit();
                    }
                })
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> storage().find("a/first")).isInstanceOf(IOException.class);

        server().startAgain();

        assertThat(storage().list()).extracting(BackupStorage.StoredFile::name).containsExactly("a/first");
        assertThat(storage().deleteAbandoned(Duration.ofSeconds(-10))).isEqualTo(1);
        store(storage(), "a/second", bytes(10));
        assertThat(storage().list()).hasSize(2);
    }

    @Test
    void failsADownloadIfTheServerStopsInTheMiddleOrTheFileIsCut() throws IOException {
        store(storage(), "large", bytes(16 << 20));
        try (InputStream in = storage().read("large", 0)) {
            in.readNBytes(1000);
            server().close();
            assertThatThrownBy(in::readAllBytes).isInstanceOf(IOException.class);
        } catch (IOException closedByServer) {
            assertThat(closedByServer).isNotNull();
        }
        server().startAgain();
        try (InputStream in = storage().read("large", 0)) {
            Files.write(stored("large"), bytes(1000));
            assertThatThrownBy(in::readAllBytes).isInstanceOf(IOException.class);
        }
    }

    @Test
    void createsFilesForItsUserOnlyAndNotAMissingDirectoryAgain() throws IOException {
        store(storage(), "a/one", bytes(10));

        assertThat(Files.getPosixFilePermissions(stored("a/one")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(Files.getPosixFilePermissions(stored("a"))).isEqualTo(PosixFilePermissions.fromString("rwx------"));

        Files.move(directory.resolve("server/data"), directory.resolve("server/away"));

        assertThat(storage().find(BackupStorage.MARKER)).isEmpty();
        assertThatThrownBy(() -> storage().find("a/one")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> storage().list()).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> store(storage(), "a/two", bytes(1))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> storage().delete("a/one")).isInstanceOf(IOException.class);
    }
}
