package io.opsmon.boot.backup;

import io.opsmon.backup.BackupPart;
import io.opsmon.backup.DumpMethod;
import io.opsmon.backup.RetentionPolicy;
import io.opsmon.backup.file.BackupKeys;
import io.opsmon.backup.internal.engine.BackupSettings;
import io.opsmon.backup.internal.notification.BackupNotifications.When;
import io.opsmon.backup.internal.notification.WebhookFormat;
import io.opsmon.backup.internal.notification.WebhookNotifier;
import io.opsmon.backup.notification.BackupNotifier;
import io.opsmon.backup.schedule.BackupSchedule;
import io.opsmon.backup.schedule.BackupSchedule.Origin;
import io.opsmon.backup.schedule.ScheduleSettings;
import io.opsmon.backup.schedule.UnusableSchedule;
import io.opsmon.internal.http.Webhook;
import io.opsmon.internal.library.OptionalLibrary;
import io.opsmon.masking.Masking;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;

/**
 * Backups.
 *
 * @param enabled Whether backups are enabled. Disabled until a storage is configured.
 * @param directory Directory of backups; shared by all nodes, on another disk than the database.
 * @param minFreeSpace Minimum free space on the disk of the directory. A backup that needs more fails.
 * @param s3 Bucket of backups, instead of the directory.
 * @param sftp Directory of backups on an SFTP server, instead of the local directory.
 * @param copies Storages that receive a copy of each backup, by names of your choice.
 * @param compressionLevel Level of Zstandard, from 1 (fastest) to 19 (smallest).
 * @param encryption Encryption of backups.
 * @param allowUnsignedImports Whether backups that are not authenticated may be verified and restored, with
 *     opsmon:backup:restore and a confirmation. A dump can run code.
 * @param maxUnsignedDumpSize Maximum size of the unpacked dump of a backup that is not authenticated.
 * @param spoolDirectory Directory of the private copy of a file that a verification or restore reads, as encrypted as
 *     the file. Needs space for the largest files at a time. java.io.tmpdir by default.
 * @param scratchMemory Maximum heap of the process that verifies a backup of H2, at least 32MB. A dump that needs more
 *     fails the verification.
 * @param rehearseRestores Whether a restore over the live database of MariaDB, MySQL or H2, which cannot undo
 *     definitions, first runs in a scratch database.
 * @param dumpMethod Method of dumps: "tools" for the programs of the database, "jdbc" for the driver. "auto" uses the
 *     driver if the programs are missing or too old, or would round values.
 * @param toolsDirectory Directory of the programs of the database, for example pg_dump. The PATH by default.
 * @param parallelism Number of connections of the programs of PostgreSQL for one dump or restore. With several, the
 *     complete dump is unencrypted below java.io.tmpdir meanwhile.
 * @param concurrency Maximum number of dumps, verifications and restores that a node runs at a time.
 * @param heartbeatTimeout Period without a heartbeat after which the backups, verifications and restores of a node
 *     count as dead.
 * @param shutdownGrace Maximum wait at the shutdown for cancelled backups, verifications and restores.
 * @param pollInterval Interval between two checks for schedules that are due.
 * @param retryBackoff Delay after the first failure of a schedule. The delay doubles with each further failure.
 * @param historyMaxAge Period in which the catalog keeps a backup without files.
 * @param zone Time zone of schedules and retention, for example Asia/Shanghai. The zone of the machine by default. With
 *     a zone that the JDK does not know, schedules without a zone of their own do not run, and health reports them.
 * @param dataSources Databases, by names of your choice. By default, the only or primary DataSource of the application
 *     is backed up as "main".
 * @param schedules Schedules of backups, by names of your choice.
 * @param notifications Notifications about backups.
 * @since 0.1
 */
@ConfigurationProperties("opsmon.backup")
public record BackupProperties(
        @DefaultValue("false") boolean enabled,
        @DefaultValue("backups") Path directory,
        @DefaultValue("1GB") DataSize minFreeSpace,
        @DefaultValue S3 s3,
        @DefaultValue Sftp sftp,
        @DefaultValue Map<String, Copy> copies,
        @DefaultValue("3") int compressionLevel,
        @DefaultValue Encryption encryption,
        @DefaultValue("false") boolean allowUnsignedImports,
        @DefaultValue("10GB") DataSize maxUnsignedDumpSize,
        @Nullable Path spoolDirectory,
        @DefaultValue("512MB") DataSize scratchMemory,
        @DefaultValue("true") boolean rehearseRestores,
        @DefaultValue("auto") DumpMethod dumpMethod,
        @Nullable Path toolsDirectory,
        @DefaultValue("1") int parallelism,
        @DefaultValue("2") int concurrency,
        @DefaultValue("30s") Duration heartbeatTimeout,
        @DefaultValue("20s") Duration shutdownGrace,
        @DefaultValue("10s") Duration pollInterval,
        @DefaultValue("1m") Duration retryBackoff,
        @DefaultValue("400d") Duration historyMaxAge,
        @Nullable String zone,
        @DefaultValue Map<String, Source> dataSources,
        @DefaultValue Map<String, Schedule> schedules,
        @DefaultValue Notifications notifications) {

    private static final Duration HEARTBEAT = Duration.ofSeconds(10);

    /**
     * A bucket for backups. Needs {@code software.amazon.awssdk:s3} and {@code :url-connection-client}.
     *
     * @param bucket Bucket of backups, used instead of the directory. Needs software.amazon.awssdk:s3 and
     *     :url-connection-client.
     * @param prefix Prefix of every key; ends with a slash.
     * @param region Region of the bucket. Determined by the AWS SDK by default.
     * @param endpoint URL of the server, if it is not that of Amazon.
     * @param pathStyle Whether the bucket is part of the path of URLs, as most other servers require.
     * @param accessKey Access key. Determined by the AWS SDK by default.
     * @param secretKey Secret of the access key.
     * @param timeout Maximum duration of a call, for example for a part of a file.
     */
    public record S3(
            @Nullable String bucket,
            @DefaultValue("") String prefix,
            @Nullable String region,
            @Nullable URI endpoint,
            @DefaultValue("false") boolean pathStyle,
            @Nullable String accessKey,
            @Nullable String secretKey,
            @DefaultValue("1m") Duration timeout) {

        /** Omits the secrets. */
        @Override
        public String toString() {
            return "S3[" + bucket + "]";
        }
    }

    /**
     * A directory on an SFTP server. Needs {@code org.apache.sshd:sshd-sftp}.
     *
     * @param host Name or address of the SFTP server of backups, used instead of the directory. Needs
     *     org.apache.sshd:sshd-sftp.
     * @param port Port of the server.
     * @param username User on the server.
     * @param password Password of the user. An alternative to "private-key".
     * @param privateKey File of the private key of the user.
     * @param passphrase Passphrase of the private key. The key is not encrypted by default.
     * @param hostKey Fingerprint of the key of the server, for example SHA256:.... A server with another key is
     *     refused.
     * @param knownHosts File of known hosts in the format of OpenSSH, an alternative to "host-key".
     * @param directory Directory of backups on the server.
     * @param timeout Maximum wait for an answer of the server.
     */
    public record Sftp(
            @Nullable String host,
            @DefaultValue("22") int port,
            @DefaultValue("") String username,
            @Nullable String password,
            @Nullable Path privateKey,
            @Nullable String passphrase,
            @Nullable String hostKey,
            @Nullable Path knownHosts,
            @DefaultValue("") String directory,
            @DefaultValue("1m") Duration timeout) {

        /** Omits the secrets. */
        @Override
        public String toString() {
            return "Sftp[" + host + "]";
        }
    }

    /**
     * A storage of copies: a directory, a bucket, or a directory on an SFTP server.
     *
     * @param directory Directory of the copies; shared by all nodes.
     * @param minFreeSpace Minimum free space on the disk of the directory. A copy that needs more fails.
     * @param s3 Bucket of the copies, instead of the directory.
     * @param sftp Directory of the copies on an SFTP server, instead of the local directory.
     * @param required Whether a backup fails if it cannot be copied. Otherwise the copy is made later.
     * @param retention Retention of the copies. The retention of each database by default.
     */
    public record Copy(
            @Nullable Path directory,
            @DefaultValue("1GB") DataSize minFreeSpace,
            @DefaultValue S3 s3,
            @DefaultValue Sftp sftp,
            @DefaultValue("false") boolean required,
            @Nullable Retention retention) {}

    /**
     * Encryption of backups. Needs {@code com.google.crypto.tink:tink}.
     *
     * @param keysetFile File of a Tink keyset in JSON. Its primary key encrypts, all keys decrypt. Needs
     *     com.google.crypto.tink:tink.
     * @param keyset Keyset as text, for example from an environment variable; an alternative to "keyset-file".
     * @param kmsUri URI of the key of a key management service that encrypts the keyset, for example aws-kms://arn:....
     *     Its client must be registered with Tink. The keyset is not encrypted by default.
     */
    public record Encryption(
            @Nullable Path keysetFile,
            @Nullable String keyset,
            @Nullable String kmsUri) {

        /** Returns the keys; null if backups are not encrypted. */
        @Nullable
        BackupKeys keys() throws IOException {
            @Nullable String json = keysetFile == null ? keyset : Files.readString(keysetFile);
            if (json == null || json.isBlank()) {
                return null;
            }
            String missing = OptionalLibrary.missing("Encrypted backups", OptionalLibrary.TINK);
            if (!missing.isEmpty()) {
                throw new IllegalStateException(missing);
            }
            return kmsUri == null ? BackupKeys.parse(json) : BackupKeys.parse(json, kmsUri);
        }

        /** Omits the secrets. */
        @Override
        public String toString() {
            return "Encryption[" + keysetFile + "]";
        }
    }

    /**
     * A database that is backed up.
     *
     * @param bean Name of the DataSource bean. The only or primary DataSource of the application by default.
     * @param url JDBC URL for the programs of the database. Taken from the connection pool by default.
     * @param username User for the programs of the database. Taken from the connection pool by default.
     * @param password Password for the programs of the database. Taken from the connection pool by default.
     * @param timeout Maximum duration of a dump, a verification or a restore.
     * @param maxAge Maximum age of the last successful backup before health is DOWN. No limit by default.
     * @param scratch Server of scratch databases. The server of the database by default.
     * @param retention Retention of backups.
     * @param part Part of the database in its backups. The whole database by default.
     */
    public record Source(
            @Nullable String bean,
            @Nullable String url,
            @Nullable String username,
            @Nullable String password,
            @DefaultValue("6h") Duration timeout,
            @Nullable Duration maxAge,
            @Nullable Scratch scratch,
            @DefaultValue Retention retention,
            @DefaultValue Part part) {

        /** Omits the secrets. */
        @Override
        public String toString() {
            return "Source[" + bean + "]";
        }
    }

    /**
     * The part of a database in its backups. A pattern is a table, or a schema and a table with a dot between them.
     *
     * @param include Patterns of the tables and views in backups, with * for any text and ? for any character. All by
     *     default.
     * @param exclude Patterns of the tables and views that backups leave out.
     * @param excludeData Patterns of the tables whose rows backups leave out, for example of logs.
     * @param schemaOnly Whether backups leave out the rows of all tables.
     */
    public record Part(
            @DefaultValue List<String> include,
            @DefaultValue List<String> exclude,
            @DefaultValue List<String> excludeData,
            @DefaultValue("false") boolean schemaOnly) {

        /** Converts the patterns. A malformed pattern is named with its property. */
        BackupPart of(String dataSource) {
            try {
                return new BackupPart(include, exclude, excludeData, schemaOnly);
            } catch (IllegalArgumentException malformed) {
                throw new IllegalStateException(
                        "opsmon.backup.data-sources." + dataSource + ".part." + malformed.getMessage(), malformed);
            }
        }
    }

    /**
     * A server of scratch databases.
     *
     * @param url JDBC URL of any database on the server of scratch databases.
     * @param username User with the rights to create scratch databases.
     * @param password Password of the user.
     */
    public record Scratch(
            String url, @Nullable String username, @Nullable String password) {

        /** Omits the secrets. */
        @Override
        public String toString() {
            return "Scratch[]";
        }
    }

    /**
     * Retention of backups. The last verified backup is always kept.
     *
     * @param enabled Whether retention removes backups.
     * @param keepLast Number of the latest backups to keep.
     * @param daily Number of days of which the latest backup is kept.
     * @param weekly Number of weeks of which the latest backup is kept.
     * @param monthly Number of months of which the latest backup is kept.
     * @param yearly Number of years of which the latest backup is kept.
     * @param maxSize Maximum total size. The oldest backups are removed first, the last verified backup never. No limit
     *     by default.
     */
    public record Retention(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("7") int keepLast,
            @DefaultValue("14") int daily,
            @DefaultValue("8") int weekly,
            @DefaultValue("12") int monthly,
            @DefaultValue("0") int yearly,
            @Nullable DataSize maxSize) {

        @Nullable
        RetentionPolicy toPolicy(ZoneId zone) {
            return enabled ? new RetentionPolicy(keepLast, daily, weekly, monthly, yearly, maxSize, zone) : null;
        }
    }

    /**
     * A schedule of backups.
     *
     * @param cron Times of the backup: second, minute, hour, day of month, month, day of week.
     * @param zone Time zone. opsmon.backup.zone by default. With a zone that the JDK does not know, this schedule does
     *     not run, and health reports it.
     * @param dataSource Name of the database. Optional if there is only one.
     * @param enabled Whether the schedule is active.
     * @param verify Whether each backup is restored into a scratch database and compared.
     * @param retries Maximum number of retries of a failed backup before the next time.
     */
    public record Schedule(
            String cron,
            @Nullable String zone,
            @Nullable String dataSource,
            @DefaultValue("true") boolean enabled,
            @DefaultValue("true") boolean verify,
            @DefaultValue("3") int retries) {}

    /**
     * Notifications about backups.
     *
     * @param when Events with a notification: "changes" (failures, the first success after a failure, the first
     *     verification that could not be completed, restores), "failures" or "all".
     * @param mail Notifications by mail.
     * @param webhooks Webhooks that receive notifications.
     */
    public record Notifications(
            @DefaultValue("changes") When when,
            @DefaultValue Mail mail,
            @DefaultValue List<Hook> webhooks) {}

    /**
     * Notifications by mail.
     *
     * @param to Addresses that receive notifications, if the application has a JavaMailSender. None by default.
     * @param from Address of the sender. Determined by the mail server by default.
     */
    public record Mail(
            @DefaultValue List<String> to, @Nullable String from) {}

    /**
     * A webhook.
     *
     * @param url URL of the webhook.
     * @param format Format of the message: "json", "slack", "dingtalk", "feishu" or "wecom".
     * @param secret Secret that signs messages to DingTalk, Feishu and receivers of your own. Messages are not signed
     *     by default.
     * @param privateAddresses Whether the URL may lead to a private address, and use http.
     */
    public record Hook(
            URI url,
            @DefaultValue("json") WebhookFormat format,
            @Nullable String secret,
            @DefaultValue("false") boolean privateAddresses) {

        BackupNotifier toNotifier(Clock clock) {
            return new WebhookNotifier(new Webhook(url, privateAddresses), format, secret, clock);
        }

        /** Omits the secrets. */
        @Override
        public String toString() {
            return "Hook[" + format + "]";
        }
    }

    Path spoolDirectoryOrDefault() {
        return spoolDirectory == null ? Path.of(System.getProperty("java.io.tmpdir", ".")) : spoolDirectory;
    }

    /**
     * Returns the zone of schedules and retention. If this JDK does not know the configured zone, returns the zone of
     * the machine. Retention counts days in this zone.
     */
    ZoneId zoneOrDefault() {
        try {
            return zone == null ? ZoneId.systemDefault() : ZoneId.of(zone);
        } catch (DateTimeException unknown) {
            return ZoneId.systemDefault();
        }
    }

    BackupSettings toSettings(String node, Masking masking) {
        return new BackupSettings(
                node,
                concurrency,
                heartbeatTimeout,
                shutdownGrace,
                allowUnsignedImports,
                maxUnsignedDumpSize,
                rehearseRestores,
                masking);
    }

    ScheduleSettings toScheduleSettings(String node) {
        return new ScheduleSettings(node, pollInterval, HEARTBEAT, retryBackoff, concurrency);
    }

    /** The configured schedules: usable on this node, and unusable. */
    record Schedules(List<BackupSchedule> usable, List<UnusableSchedule> unusable) {}

    /** Converts the configured schedules. An invalid schedule does not stop the start of the application. */
    Schedules toSchedules(List<String> names) {
        Schedules all = new Schedules(new ArrayList<>(), new ArrayList<>());
        schedules.forEach((id, schedule) -> {
            try {
                all.usable().add(schedule(id, schedule, names));
            } catch (DateTimeException | IllegalArgumentException wrong) {
                @Nullable String of = zone(schedule);
                all.unusable()
                        .add(new UnusableSchedule(
                                id,
                                schedule.dataSource() == null ? "" : schedule.dataSource(),
                                schedule.cron(),
                                of == null ? "" : of,
                                Origin.CONFIGURATION,
                                "opsmon.backup.schedules." + id + ": " + wrong.getMessage()));
            }
        });
        return all;
    }

    private @Nullable String zone(Schedule schedule) {
        return schedule.zone() == null ? zone : schedule.zone();
    }

    private BackupSchedule schedule(String id, Schedule schedule, List<String> names) {
        Assert.isTrue(!names.isEmpty(), "no database can be backed up");
        String dataSource = schedule.dataSource() == null ? names.get(0) : schedule.dataSource();
        if ((schedule.dataSource() == null && names.size() > 1) || !names.contains(dataSource)) {
            throw new IllegalArgumentException("data-source must be one of " + names);
        }
        @Nullable String of = zone(schedule);
        return new BackupSchedule(
                id,
                dataSource,
                schedule.cron(),
                of == null ? ZoneId.systemDefault() : ZoneId.of(of),
                schedule.enabled(),
                schedule.verify(),
                schedule.retries(),
                Origin.CONFIGURATION,
                null);
    }
}
