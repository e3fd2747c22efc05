package io.opsmon.backup.internal.storage.sftp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.List;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.file.virtualfs.VirtualFileSystemFactory;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;
import org.jspecify.annotations.Nullable;

/** An SFTP server in this process, with its files in a directory. */
final class SftpServer implements AutoCloseable {

    static final String USER = "backup";
    static final String PASSWORD = "Correct-Horse-7";

    private final Path root;
    private final KeyPair hostKey;
    private final @Nullable PublicKey userKey;
    private SshServer server;
    private int port;

    SftpServer(Path root, @Nullable PublicKey userKey) throws IOException {
        this.root = root;
        this.userKey = userKey;
        try {
            this.hostKey = KeyUtils.generateKeyPair(KeyPairProvider.ECDSA_SHA2_NISTP256, 256);
        } catch (GeneralSecurityException impossible) {
            throw new IOException(impossible);
        }
        Files.createDirectories(root);
        this.server = start();
    }

    private SshServer start() throws IOException {
        SshServer created = SshServer.setUpDefaultServer();
        created.setHost("127.0.0.1");
        created.setPort(port);
        created.setKeyPairProvider(KeyPairProvider.wrap(hostKey));
        created.setPasswordAuthenticator((user, password, session) -> user.equals(USER) && password.equals(PASSWORD));
        created.setPublickeyAuthenticator(
                (user, key, session) -> userKey != null && KeyUtils.compareKeys(key, userKey));
        created.setSubsystemFactories(List.of(new SftpSubsystemFactory()));
        created.setFileSystemFactory(new VirtualFileSystemFactory(root));
        created.start();
        port = created.getPort();
        return created;
    }

    int port() {
        return port;
    }

    String fingerprint() {
        return KeyUtils.getFingerPrint(hostKey.getPublic());
    }

    PublicKey hostKey() {
        return hostKey.getPublic();
    }

    /** Starts the server again on the same port, with the same key and files. */
    void startAgain() throws IOException {
        server = start();
    }

    /** Ends all connections at once. */
    @Override
    public void close() {
        try {
            server.stop(true);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
