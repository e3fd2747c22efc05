package io.opsmon.boot.operationlog;

import io.opsmon.boot.log.RetentionProperties;
import io.opsmon.operationlog.change.ChangeSettings;
import io.opsmon.operationlog.payload.PayloadSettings;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Operation logs.
 *
 * @param enabled whether operation logs are recorded at all.
 * @param strictTemplates whether a broken template stops the start-up; otherwise it shows as it is written and a
 *     warning is logged.
 * @param interceptorOrder where recording stands among other advice; lower is further out. The default is outside of
 *     security and transactions.
 * @param memoryCapacity entries kept when the host has no database.
 * @param textIndex whether searches by text get a trigram index where the database has one, that is in PostgreSQL with
 *     the extension pg_trgm; it costs each entry some of its speed.
 * @param partitioning whether the table is made in monthly partitions, so that retention drops months instead of
 *     deleting rows; PostgreSQL only, and only before there are entries.
 * @param payload bounds of recorded arguments and results.
 * @param masking what is hidden in recorded data.
 * @param changes how changes are found and shown.
 * @param retention how long operation logs are kept.
 * @param chain their tamper evidence.
 * @param pseudonymKey former name of opsmon.pseudonym-key, which has precedence.
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
        @DefaultValue MaskingProperties masking,
        @DefaultValue Changes changes,
        @NestedConfigurationProperty @DefaultValue RetentionProperties retention,
        @DefaultValue Chain chain,
        @Nullable String pseudonymKey) {

    /** How the table is cut. */
    public enum Partitioning {
        /** It is not. */
        NONE,
        /** One partition a month. */
        MONTHLY
    }

    /**
     * Bounds of recorded arguments and results; what is past them is cut with a mark.
     *
     * @param maxSize size of one payload.
     * @param maxDepth levels of nesting.
     * @param maxElements members of one array, collection or map.
     * @param maxTextLength characters of one text.
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
     * What is hidden in recorded data.
     *
     * @param keys name patterns whose values are hidden, compared word by word; replaces the built-in list if set.
     * @param additionalKeys name patterns in addition to {@code keys}.
     */
    public record MaskingProperties(
            @Nullable List<String> keys, @DefaultValue List<String> additionalKeys) {}

    /**
     * How changes are found and shown.
     *
     * @param language language of the changes in descriptions as they are stored; the API shows them in the reader's.
     * @param skipUnchanged whether a call that could have changed something and did not is left unrecorded.
     * @param maxDepth levels of nesting compared.
     * @param maxElements members compared of one list, set, array or map.
     * @param maxValues values compared of one object, all in all.
     * @param maxChanges changes recorded of one operation.
     * @param maxTextLength characters shown of one value; of longer texts the part that differs is shown.
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
     * @param enabled whether entries are chained; what was written meanwhile is in no chain.
     */
    public record Chain(@DefaultValue("true") boolean enabled) {}
}
