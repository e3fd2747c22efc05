package io.opsmon.backup.internal.storage.sftp;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

/**
 * The address and the credentials of a directory on an SFTP server.
 *
 * @param host the name or address of the server
 * @param port the port of the server
 * @param username the user
 * @param password the password; null to use a private key
 * @param privateKey the file of the private key; null to use a password
 * @param passphrase the passphrase of the private key; null if the key is not encrypted
 * @param hostKey the fingerprint of the server's key, for example {@code SHA256:...}; null to use known hosts
 * @param knownHosts the file of known hosts in the format of OpenSSH; null to use a fingerprint
 * @param directory the directory of backups on the server
 * @param timeout the longest wait for an answer
 * @since 0.1
 */
public record SftpSettings(
        String host,
        int port,
        String username,
        @Nullable String password,
        @Nullable Path privateKey,
        @Nullable String passphrase,
        @Nullable String hostKey,
        @Nullable Path knownHosts,
        String directory,
        Duration timeout) {

    /** Rejects settings that would accept any server, and settings without credentials. */
    public SftpSettings {
        Assert.isTrue(
                (hostKey == null) != (knownHosts == null),
                "sftp needs the key of the server: either host-key or known-hosts");
        Assert.isTrue((password == null) != (privateKey == null), "sftp needs either password or private-key");
        Assert.hasText(directory, "sftp needs a directory");
    }

    /** Omits the secrets. */
    @Override
    public String toString() {
        return "sftp://" + host + ":" + port + "/" + directory;
    }
}
