package io.opsmon.boot.log.keeping;

import io.opsmon.boot.database.OpsmonDatabase;
import io.opsmon.chain.Sealer;
import io.opsmon.log.definition.LogDefinition;
import io.opsmon.log.internal.RetentionBounds;
import io.opsmon.log.internal.archive.LogArchive;
import io.opsmon.log.internal.jdbc.JdbcLegalHolds;
import io.opsmon.log.internal.jdbc.JdbcLogChain;
import io.opsmon.log.internal.jdbc.JdbcLogRetention;
import io.opsmon.recording.RecordedEntry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;

/**
 * Retention of the entries of a log.
 *
 * @param maxAge Maximum age of an entry before retention removes it, for example 365d. No limit by default.
 * @param maxCount Maximum number of entries before retention removes the oldest. No limit by default.
 * @param minAge Minimum age of an entry before retention, the REST API or the console can remove it. Set 183d if logs
 *     must be kept for six months.
 * @param interval Interval between two runs of retention.
 * @param batchSize Maximum number of entries that one transaction removes.
 * @param archiveDirectory Directory that receives the entries, compressed, before they are removed; shared by all
 *     nodes. Entries are not archived by default.
 * @since 0.1
 */
public record RetentionProperties(
        @Nullable Duration maxAge,
        @Nullable Long maxCount,
        @DefaultValue("1d") Duration minAge,
        @DefaultValue("1h") Duration interval,
        @DefaultValue("1000") int batchSize,
        @Nullable Path archiveDirectory) {

    private static final Logger log = LoggerFactory.getLogger(RetentionProperties.class);

    /**
     * Converts the properties.
     *
     * @return the limits
     * @throws IllegalArgumentException if a value is not positive; the message names the property
     */
    public RetentionBounds toBounds() {
        Assert.isTrue(!minAge.isNegative(), () -> "retention.min-age must not be negative, but is " + minAge);
        if (maxAge != null && maxAge.compareTo(minAge) < 0) {
            log.warn(
                    "retention.max-age={} is less than retention.min-age={}: entries are kept for the minimum age",
                    maxAge,
                    minAge);
        }
        return new RetentionBounds(maxAge, maxCount, batchSize);
    }

    /**
     * Creates the retention of a log.
     *
     * @param definition the log
     * @param database the database of the log
     * @param sealer the sealer that signs the record of removed entries
     * @param clock the clock for ages of entries
     * @param chain the log's chain, whose findings stop the retention; null for a log without chain
     * @param holds the log's legal holds
     * @param node the name of this node
     * @param <E> the kind of entry
     * @return the retention, with an archive if a directory is configured
     */
    public <E extends RecordedEntry> JdbcLogRetention<E> toRetention(
            LogDefinition<E> definition,
            OpsmonDatabase database,
            Sealer sealer,
            Clock clock,
            @Nullable JdbcLogChain<E> chain,
            JdbcLegalHolds holds,
            String node) {
        @Nullable
        LogArchive<E> archive =
                archiveDirectory == null ? null : new LogArchive<>(definition, archiveDirectory, sealer, clock);
        return new JdbcLogRetention<>(
                definition,
                database.dataSource(),
                sealer,
                archive,
                toBounds().batchSize(),
                clock,
                minAge,
                chain == null ? Findings.of(definition, database, sealer, clock, event -> {}) : chain.findings(),
                holds,
                node);
    }
}
