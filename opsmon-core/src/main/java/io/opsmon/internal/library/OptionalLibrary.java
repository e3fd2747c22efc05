package io.opsmon.internal.library;

import java.util.Arrays;
import java.util.List;
import org.springframework.util.ClassUtils;

/**
 * A library that is not part of opsmon's own dependencies, because only some hosts need it. A feature that needs a
 * missing library names the library by its Maven coordinates. Classes that use a library are loaded after the check
 * only.
 *
 * @since 0.1
 */
public enum OptionalLibrary {
    /** Backups. */
    BACKUP("io.opsmon:opsmon-backup", "io.opsmon.backup.Backups"),

    /** Compression of backups and archives with Zstandard. */
    ZSTD("com.github.luben:zstd-jni", "com.github.luben.zstd.ZstdOutputStream"),

    /** Schedules of backups. */
    DB_SCHEDULER("com.github.kagkarlsson:db-scheduler", "com.github.kagkarlsson.scheduler.Scheduler"),

    /** Encryption of backups. */
    TINK("com.google.crypto.tink:tink", "com.google.crypto.tink.StreamingAead"),

    /** Backups on an SFTP server. */
    SSHD("org.apache.sshd:sshd-sftp", "org.apache.sshd.sftp.client.SftpClient"),

    /** Exports as XLSX. */
    FASTEXCEL("org.dhatim:fastexcel", "org.dhatim.fastexcel.Workbook"),

    /** Migration of opsmon's tables. */
    LIQUIBASE("org.liquibase:liquibase-core", "liquibase.Liquibase"),

    /** Forwarding to Kafka. */
    KAFKA("org.apache.kafka:kafka-clients", "org.apache.kafka.clients.producer.KafkaProducer");

    private final String artifact;
    private final boolean isPresent;

    OptionalLibrary(String artifact, String type) {
        this.artifact = artifact;
        this.isPresent = ClassUtils.isPresent(type, OptionalLibrary.class.getClassLoader());
    }

    /**
     * Returns the Maven coordinates without the version.
     *
     * @return group and artifact, for example {@code org.dhatim:fastexcel}
     */
    public String artifact() {
        return artifact;
    }

    /**
     * Checks whether the library is on the class path.
     *
     * @return true if the library is present
     */
    public boolean isPresent() {
        return isPresent;
    }

    /**
     * Describes the libraries that a feature needs and that are missing.
     *
     * @param feature the feature, as the subject of a sentence in the plural, for example {@code Backups}
     * @param libraries the libraries of the feature
     * @return a sentence that names the missing libraries; empty if all libraries are present
     */
    public static String missing(String feature, OptionalLibrary... libraries) {
        List<String> missing = Arrays.stream(libraries)
                .filter(library -> !library.isPresent)
                .map(OptionalLibrary::artifact)
                .toList();
        if (missing.isEmpty()) {
            return "";
        }
        int last = missing.size() - 1;
        String names =
                last == 0 ? missing.get(0) : String.join(", ", missing.subList(0, last)) + " and " + missing.get(last);
        return feature + " need " + names + ", which " + (last == 0 ? "is" : "are") + " not on the class path";
    }
}
