package io.opsmon.boot.operationlog;

import io.opsmon.boot.log.forwarding.ForwardingProperties;
import io.opsmon.boot.log.keeping.RetentionProperties;
import io.opsmon.boot.masking.MaskingProperties;
import io.opsmon.operationlog.internal.change.ChangeSettings;
import io.opsmon.operationlog.internal.payload.PayloadSettings;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Operation logs.
 *
 * @param enabled Whether operation logs are recorded.
 * @param strictTemplates Whether a malformed template stops the start. Otherwise, entries show the template as written,
 *     and a warning is logged.
 * @param interceptorOrder Order of the recording among other advice; lower is further out. The default is outside of
 *     method security and transactions.
 * @param memoryCapacity Maximum number of entries in memory if the application has no DataSource.
 * @param textIndex Whether text search has a trigram index, in PostgreSQL with pg_trgm. The index makes the storage of
 *     entries slower.
 * @param partitioning Partitions of the table: "none", or "monthly", so that retention drops months instead of deleting
 *     rows. PostgreSQL only, and only before the first entry.
 * @param payload Limits of recorded arguments and results.
 * @param masking Masking of secrets in recorded data.
 * @param changes Comparison and display of changes.
 * @param retention Retention of operation logs.
 * @param chain Tamper evidence of operation logs.
 * @param forwarding Forwarding of operation logs to other systems.
 * @param pseudonymKey Former name of opsmon.pseudonym-key, which has precedence.
 * @since 0.1
 */
@ConfigurationProperties("opsmon.operation-log")
public record OperationLogProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("true") boolean strictTemplates,
        @DefaultValue("0") int interceptorOrder,
        @DefaultValue("10000") int memoryCapacity,
        @DefaultValue("false") boolean textIndex,
        @DefaultValue("none") Partitioning partitioning,
        @DefaultValue Payload payload,
        @NestedConfigurationProperty @DefaultValue MaskingProperties masking,
        @DefaultValue Changes changes,
        @NestedConfigurationProperty @DefaultValue RetentionProperties retention,
        @DefaultValue Chain chain,
        @NestedConfigurationProperty @DefaultValue ForwardingProperties forwarding,
        @Nullable String pseudonymKey) {

    /** Partitions of the table. */
    public enum Partitioning {
        /** No partitions. */
        NONE,
        /** One partition a month. */
        MONTHLY
    }

    /**
     * Limits of recorded arguments and results. Longer payloads are cut with a mark.
     *
     * @param maxSize Maximum size of one payload.
     * @param maxDepth Maximum number of nested levels.
     * @param maxElements Maximum number of members of one array, collection or map.
     * @param maxTextLength Maximum number of characters of one text.
     */
    public record Payload(
            @DefaultValue("16KB") DataSize maxSize,
            @DefaultValue("8") int maxDepth,
            @DefaultValue("100") int maxElements,
            @DefaultValue("2000") int maxTextLength) {

        PayloadSettings toSettings() {
            return new PayloadSettings(maxSize, maxDepth, maxElements, maxTextLength);
        }
    }

    /**
     * Comparison and display of changes.
     *
     * @param language Language of the changes in stored descriptions. The API shows the changes in the language of the
     *     reader.
     * @param skipUnchanged Whether calls that could change something and did not are omitted from the log.
     * @param maxDepth Maximum number of nested levels that are compared.
     * @param maxElements Maximum number of compared members of one list, set, array or map.
     * @param maxValues Maximum number of compared values of one object in total.
     * @param maxChanges Maximum number of recorded changes of one operation.
     * @param maxTextLength Maximum number of displayed characters of one value. Of longer texts, the part that differs
     *     is shown.
     */
    public record Changes(
            @DefaultValue("en") Locale language,
            @DefaultValue("false") boolean skipUnchanged,
            @DefaultValue("8") int maxDepth,
            @DefaultValue("1000") int maxElements,
            @DefaultValue("20000") int maxValues,
            @DefaultValue("200") int maxChanges,
            @DefaultValue("200") int maxTextLength) {

        ChangeSettings toSettings() {
            return new ChangeSettings(maxDepth, maxElements, maxValues, maxChanges, maxTextLength);
        }
    }

    /**
     * Tamper evidence of operation logs.
     *
     * @param enabled Whether entries are part of an integrity chain. Entries that are stored while this is false are in
     *     no chain.
     */
    public record Chain(@DefaultValue("true") boolean enabled) {}
}
