package io.opsmon.boot.backup;

import io.opsmon.backup.BackupStorage;
import io.opsmon.backup.internal.engine.CopyStorage;
import io.opsmon.backup.internal.storage.LocalBackupStorage;
import io.opsmon.backup.internal.storage.s3.S3BackupStorage;
import io.opsmon.backup.internal.storage.s3.S3Settings;
import io.opsmon.backup.internal.storage.sftp.SftpBackupStorage;
import io.opsmon.backup.internal.storage.sftp.SftpSettings;
import io.opsmon.boot.backup.BackupProperties.Copy;
import io.opsmon.boot.backup.BackupProperties.Retention;
import io.opsmon.boot.health.Problems;
import io.opsmon.internal.library.OptionalLibrary;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;
import org.springframework.util.ClassUtils;
import org.springframework.util.unit.DataSize;

/** Creates the storages of backups from the configuration. */
final class BackupStorages {

    private BackupStorages() {}

    static BackupStorage of(
            BackupProperties.S3 s3,
            BackupProperties.Sftp sftp,
            @Nullable Path directory,
            DataSize minFreeSpace,
            Clock clock) {
        Assert.isTrue(s3.bucket() == null || sftp.host() == null, "Set either s3.bucket or sftp.host, and not both");
        if (s3.bucket() != null) {
            return InS3.storage(s3, s3.bucket(), clock);
        }
        if (sftp.host() != null) {
            return OnSftp.storage(sftp, sftp.host(), clock);
        }
        Assert.notNull(directory, "A directory, s3.bucket or sftp.host is needed");
        return new LocalBackupStorage(directory, minFreeSpace, clock);
    }

    /** Returns the storages of copies. A storage that cannot be created fails each of its copies with the reason. */
    static List<CopyStorage> copies(BackupProperties properties, Clock clock, Problems problems) {
        List<CopyStorage> copies = new ArrayList<>();
        properties
                .copies()
                .forEach((name, copy) -> problems.<Optional<CopyStorage>>orElse(
                                "backups, copies in \"" + name + "\"",
                                () -> Optional.of(copy(properties, name, copy, storage(name, copy, clock))),
                                failure -> unavailable(properties, name, copy, String.valueOf(failure.getMessage())))
                        .ifPresent(copies::add));
        return copies;
    }

    private static Optional<CopyStorage> unavailable(
            BackupProperties properties, String name, Copy copy, String reason) {
        try {
            return Optional.of(copy(properties, name, copy, new UnavailableStorage(reason)));
        } catch (IllegalArgumentException invalidName) {
            return Optional.empty();
        }
    }

    private static CopyStorage copy(BackupProperties properties, String name, Copy copy, BackupStorage storage) {
        @Nullable Retention retention = copy.retention();
        return new CopyStorage(
                name,
                storage,
                retention == null ? null : retention.toPolicy(properties.zoneOrDefault()),
                copy.required());
    }

    private static BackupStorage storage(String name, Copy copy, Clock clock) {
        @Nullable Path directory = copy.directory();
        long chosen = Stream.of(directory, copy.s3().bucket(), copy.sftp().host())
                .filter(Objects::nonNull)
                .count();
        Assert.isTrue(
                chosen == 1, () -> "opsmon.backup.copies." + name + " needs one of directory, s3.bucket and sftp.host");
        return of(copy.s3(), copy.sftp(), directory, copy.minFreeSpace(), clock);
    }

    /** Loaded only if an SFTP server is set. */
    private static final class OnSftp {

        static BackupStorage storage(BackupProperties.Sftp sftp, String host, Clock clock) {
            String missing = OptionalLibrary.missing("Backups on an SFTP server", OptionalLibrary.SSHD);
            Assert.isTrue(missing.isEmpty(), missing);
            return new SftpBackupStorage(
                    new SftpSettings(
                            host,
                            sftp.port(),
                            sftp.username(),
                            sftp.password(),
                            sftp.privateKey(),
                            sftp.passphrase(),
                            sftp.hostKey(),
                            sftp.knownHosts(),
                            sftp.directory(),
                            sftp.timeout()),
                    clock);
        }
    }

    /** Loaded only if a bucket is set. */
    private static final class InS3 {

        static BackupStorage storage(BackupProperties.S3 s3, String bucket, Clock clock) {
            if (!ClassUtils.isPresent(
                    "software.amazon.awssdk.services.s3.S3Client", BackupStorages.class.getClassLoader())) {
                throw new IllegalStateException(
                        "A bucket is set for backups (s3.bucket), but software.amazon.awssdk:s3 and :url-connection-client are"
                                + " not on the class path");
            }
            return new S3BackupStorage(
                    new S3Settings(
                            bucket,
                            s3.prefix(),
                            s3.region(),
                            s3.endpoint(),
                            s3.pathStyle(),
                            s3.accessKey(),
                            s3.secretKey(),
                            s3.timeout()),
                    clock);
        }
    }
}
