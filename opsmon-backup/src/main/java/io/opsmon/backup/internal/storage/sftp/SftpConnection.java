package io.opsmon.backup.internal.storage.sftp;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.keyverifier.KnownHostsServerKeyVerifier;
import org.apache.sshd.client.keyverifier.RejectAllServerKeyVerifier;
import org.apache.sshd.client.keyverifier.ServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.client.SftpClientFactory;
import org.jspecify.annotations.Nullable;

/**
 * A connection to an SFTP server, opened at the first use and again after it was lost. A server with an unknown key is
 * refused before any credential is sent. Only the configured credentials are used, and no settings of the user's home
 * directory. Thread-safe.
 */
final class SftpConnection implements AutoCloseable {

    private final SftpSettings settings;

    // Guarded by this.
    private @Nullable SshClient client;
    private @Nullable ClientSession session;

    SftpConnection(SftpSettings settings) {
        this.settings = settings;
    }

    /** Opens a channel, to be closed. */
    SftpClient open() throws IOException {
        return SftpClientFactory.instance().createSftpClient(session());
    }

    private synchronized ClientSession session() throws IOException {
        if (session != null && session.isOpen()) {
            return session;
        }
        ClientSession opened = client().connect(settings.username(), settings.host(), settings.port())
                .verify(settings.timeout())
                .getSession();
        try {
            if (settings.password() != null) {
                opened.addPasswordIdentity(settings.password());
            }
            for (KeyPair key : keys(opened)) {
                opened.addPublicKeyIdentity(key);
            }
            opened.auth().verify(settings.timeout());
        } catch (IOException | RuntimeException failure) {
            opened.close(true);
            throw failure;
        }
        session = opened;
        return opened;
    }

    private Iterable<KeyPair> keys(ClientSession opened) throws IOException {
        if (settings.privateKey() == null) {
            return java.util.List.of();
        }
        try (var file = Files.newInputStream(settings.privateKey())) {
            @Nullable
            Iterable<KeyPair> keys = SecurityUtils.loadKeyPairIdentities(
                    opened,
                    () -> String.valueOf(settings.privateKey()),
                    file,
                    settings.passphrase() == null
                            ? FilePasswordProvider.EMPTY
                            : FilePasswordProvider.of(settings.passphrase()));
            if (keys == null) {
                throw new IOException("\"" + settings.privateKey() + "\" contains no private key");
            }
            return keys;
        } catch (GeneralSecurityException unusable) {
            throw new IOException("The private key \"" + settings.privateKey() + "\" cannot be used", unusable);
        }
    }

    private SshClient client() {
        if (client == null) {
            SshClient created = SshClient.setUpDefaultClient();
            created.setServerKeyVerifier(verifier());
            created.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
            created.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
            CoreModuleProperties.IDLE_TIMEOUT.set(created, settings.timeout());
            created.start();
            client = created;
        }
        return client;
    }

    private ServerKeyVerifier verifier() {
        if (settings.knownHosts() != null) {
            return new KnownHostsServerKeyVerifier(RejectAllServerKeyVerifier.INSTANCE, settings.knownHosts());
        }
        return this::hasFingerprint;
    }

    private boolean hasFingerprint(ClientSession opened, SocketAddress address, PublicKey key) {
        return KeyUtils.checkFingerPrint(settings.hostKey(), key).getKey();
    }

    @Override
    public synchronized void close() throws IOException {
        if (client != null) {
            client.stop();
            client = null;
            session = null;
        }
    }
}
