package io.opsmon.boot.backup;

import io.opsmon.backup.BackupSettings;
import io.opsmon.backup.DumpMethod;
import io.opsmon.backup.RetentionPolicy;
import io.opsmon.backup.file.BackupKeys;
import io.opsmon.backup.notification.BackupNotifications.When;
import io.opsmon.backup.notification.BackupNotifier;
import io.opsmon.backup.notification.WebhookFormat;
import io.opsmon.backup.notification.WebhookNotifier;
import io.opsmon.backup.schedule.BackupSchedule;
import io.opsmon.backup.schedule.BackupSchedule.Origin;
import io.opsmon.backup.schedule.ScheduleSettings;
import io.opsmon.backup.schedule.UnusableSchedule;
import io.opsmon.http.Webhook;
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
 * @param enabled whether backups can be made. Off, until somebody has thought of where they are to lie.
 * @param directory where backups lie; one that all nodes share, on another disk than the database.
 * @param minFreeSpace how much of that disk is left for others.
 * @param s3 where backups lie instead, if a bucket is set.
 * @param compressionLevel how hard Zstandard tries, from 1, the quickest, to 19, the smallest.
 * @param encryption with which keys backups are encrypted.
 * @param allowUnsignedImports whether backups from elsewhere that no signature and no encryption proves may be verified
 *     and restored, by those who have opsmon:backup:restore and confirm it. A dump can run code.
 * @param maxUnsignedDumpSize the largest dump, unpacked, of a backup that nothing proves.
 * @param spoolDirectory directory of the private copy of a backup's file that a verification or restore reads, as
 *     encrypted as the file is. Needs room for the largest files at a time. java.io.tmpdir if not set.
 * @param scratchMemory largest heap of the process that a backup of H2 is verified in, at least 32MB. A dump that needs
 *     more fails the verification.
 * @param dumpMethod what databases are dumped with: their own programs (TOOLS), their driver (JDBC), or their driver
 *     where the programs are missing or too old (AUTO).
 * @param toolsDirectory directory of the database's own programs, pg_dump for example. The PATH if not set.
 * @param parallelism how many connections PostgreSQL's own programs use for one dump or restore. With several, the dump
 *     is in clear below java.io.tmpdir meanwhile.
 * @param concurrency dumps, verifications and restores that a node does at a time.
 * @param heartbeatTimeout how long a node may be silent before what it did counts as dead.
 * @param shutdownGrace how long is waited at a shutdown for what was stopped.
 * @param pollInterval how often it is looked for schedules that are due.
 * @param retryBackoff how long is waited after the first failure of a schedule, twice as long after the second and so
 *     on.
 * @param historyMaxAge how long it is known of a backup of which nothing is stored any more.
 * @param zone time zone of schedules and retention, Asia/Shanghai for example. The machine's if not set. With a zone
 *     that the JDK does not know, schedules without a zone of their own do not run, and health says so.
 * @param dataSources the databases by names of your choice. If there are none, the host's only or primary DataSource is
 *     backed up as "main".
 * @param schedules when backups are made by themselves, by names of your choice.
 * @param notifications who is told of backups.
 * @since 0.1
 */
@ConfigurationProperties("opsmon.backup")
public record BackupProperties(
        @DefaultValue("false") boolean enabled,
        @DefaultValue("backups") Path directory,
        @DefaultValue("1GB") DataSize minFreeSpace,
        @DefaultValue S3 s3,
        @DefaultValue("3") int compressionLevel,
        @DefaultValue Encryption encryption,
        @DefaultValue("false") boolean allowUnsignedImports,
        @DefaultValue("10GB") DataSize maxUnsignedDumpSize,
        @Nullable Path spoolDirectory,
        @DefaultValue("512MB") DataSize scratchMemory,
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
     * @param bucket the bucket. Backups lie in the directory if not set.
     * @param prefix begins every key; ends with a slash.
     * @param region the region. Found in the ways of the AWS SDK if not set.
     * @param endpoint the server, if it is not Amazon's.
     * @param pathStyle whether the bucket is in the path of URLs, as most other servers want it.
     * @param accessKey who. Found in the ways of the AWS SDK if not set.
     * @param secretKey proves it.
     * @param timeout the longest that a call may take, a part of a file for example.
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

        /** Without what is secret. */
        @Override
        public String toString() {
            return "S3[" + bucket + "]";
        }
    }

    /**
     * With which keys backups are encrypted. Needs {@code com.google.crypto.tink:tink}.
     *
     * @param keysetFile file of a Tink keyset in JSON; its primary key encrypts, all of them decrypt.
     * @param keyset the same as text, from an environment variable for example.
     * @param kmsUri the key of a key management service that the keyset is encrypted with, aws-kms://arn:... for
     *     example. Not encrypted if not set.
     */
    public record Encryption(
            @Nullable Path keysetFile,
            @Nullable String keyset,
            @Nullable String kmsUri) {

        /** Null if nothing is to be encrypted. */
        @Nullable
        BackupKeys keys() throws IOException {
            @Nullable String json = keysetFile == null ? keyset : Files.readString(keysetFile);
            if (json == null || json.isBlank()) {
                return null;
            }
            return kmsUri == null ? BackupKeys.parse(json) : BackupKeys.parse(json, kmsUri);
        }

        /** Without what is secret. */
        @Override
        public String toString() {
            return "Encryption[" + keysetFile + "]";
        }
    }

    /**
     * A database that is backed up.
     *
     * @param bean name of its DataSource bean. The host's only or primary DataSource if not set.
     * @param url its JDBC URL. Found out of the connection pool if not set.
     * @param username who connects for backups. Found out of the connection pool if not set.
     * @param password the password. Found out of the connection pool if not set.
     * @param timeout the longest that a dump, a verification or a restore may take.
     * @param maxAge how old the last good backup may become before health is DOWN. Any age if not set.
     * @param scratch where it is tried whether backups restore. The database's own server if not set.
     * @param retention which backups are kept.
     */
    public record Source(
            @Nullable String bean,
            @Nullable String url,
            @Nullable String username,
            @Nullable String password,
            @DefaultValue("6h") Duration timeout,
            @Nullable Duration maxAge,
            @Nullable Scratch scratch,
            @DefaultValue Retention retention) {

        /** Without what is secret. */
        @Override
        public String toString() {
            return "Source[" + bean + "]";
        }
    }

    /**
     * A server on which scratch databases are made and dropped.
     *
     * @param url JDBC URL of any database on it.
     * @param username who may create databases.
     * @param password the password.
     */
    public record Scratch(
            String url, @Nullable String username, @Nullable String password) {

        /** Without what is secret. */
        @Override
        public String toString() {
            return "Scratch[]";
        }
    }

    /**
     * Which backups are kept. The last verified one always is.
     *
     * @param enabled whether any is ever removed.
     * @param keepLast how many of the latest.
     * @param daily of how many days the latest.
     * @param weekly of how many weeks the latest.
     * @param monthly of how many months the latest.
     * @param yearly of how many years the latest.
     * @param maxSize how much they may take together; the oldest go first. Any size if not set.
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
     * When a backup is made by itself.
     *
     * @param cron when: second, minute, hour, day of month, month, day of week.
     * @param zone time zone. That of all schedules if not set. With a zone that the JDK does not know, this schedule
     *     does not run, and health says so.
     * @param dataSource which database; may be left out if there is one only.
     * @param enabled whether it is due at all.
     * @param verify whether each backup is restored into a scratch database and compared.
     * @param retries how often one that failed is tried again before the next time.
     */
    public record Schedule(
            String cron,
            @Nullable String zone,
            @Nullable String dataSource,
            @DefaultValue("true") boolean enabled,
            @DefaultValue("true") boolean verify,
            @DefaultValue("3") int retries) {}

    /**
     * Who is told of backups.
     *
     * @param when of what: "changes" (failures, the first success after one, the first verification that could not be
     *     completed, restores), "failures" or "all".
     * @param mail by mail, if the application has a JavaMailSender.
     * @param webhooks by webhooks.
     */
    public record Notifications(
            @DefaultValue("changes") When when,
            @DefaultValue Mail mail,
            @DefaultValue List<Hook> webhooks) {}

    /**
     * Who is told by mail.
     *
     * @param to the addresses. Nobody if there are none.
     * @param from the sender's address. The mail server's default if not set.
     */
    public record Mail(
            @DefaultValue List<String> to, @Nullable String from) {}

    /**
     * A webhook.
     *
     * @param url its URL.
     * @param format what is there: "json", "slack", "dingtalk", "feishu" or "wecom".
     * @param secret signs what is sent to DingTalk, Feishu and receivers of your own. Not signed if not set.
     * @param privateAddresses whether the URL may lead into the own network, and be http.
     */
    public record Hook(
            URI url,
            @DefaultValue("json") WebhookFormat format,
            @Nullable String secret,
            @DefaultValue("false") boolean privateAddresses) {

        BackupNotifier toNotifier(Clock clock) {
            return new WebhookNotifier(new Webhook(url, privateAddresses), format, secret, clock);
        }

        /** Without what is secret. */
        @Override
        public String toString() {
            return "Hook[" + format + "]";
        }
    }

    Path spoolDirectoryOrDefault() {
        return spoolDirectory == null ? Path.of(System.getProperty("java.io.tmpdir", ".")) : spoolDirectory;
    }

    /** The zone of the machine in the place of one that this JDK does not know: retention counts days by it. */
    ZoneId zoneOrDefault() {
        try {
            return zone == null ? ZoneId.systemDefault() : ZoneId.of(zone);
        } catch (DateTimeException unknown) {
            return ZoneId.systemDefault();
        }
    }

    BackupSettings toSettings(String node) {
        return new BackupSettings(
                node, concurrency, heartbeatTimeout, shutdownGrace, allowUnsignedImports, maxUnsignedDumpSize);
    }

    ScheduleSettings toScheduleSettings(String node) {
        return new ScheduleSettings(node, pollInterval, HEARTBEAT, retryBackoff, concurrency);
    }

    /** The schedules of the configuration that this node can run, and the others. */
    record Schedules(List<BackupSchedule> usable, List<UnusableSchedule> unusable) {}

    /** The schedules of the configuration. One that makes no sense does not keep the host from starting. */
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
