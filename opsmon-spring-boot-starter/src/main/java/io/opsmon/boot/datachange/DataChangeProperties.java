package io.opsmon.boot.datachange;

import io.opsmon.boot.log.forwarding.ForwardingProperties;
import io.opsmon.boot.log.keeping.RetentionProperties;
import io.opsmon.datachange.internal.CaptureMethod;
import io.opsmon.datachange.internal.CaptureSettings;
import io.opsmon.datachange.internal.FailurePolicy;
import io.opsmon.datachange.internal.NamePattern;
import io.opsmon.masking.Masking;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;

/**
 * Recording of changed rows.
 *
 * @param tables Tables whose changes are recorded, for example shop.orders or shop.*. A name without schema counts for
 *     the current schema. Off without this property; an empty list removes the triggers.
 * @param capture Way to see changes: "triggers" sees all of them, "hibernate" sees the changes of entities without
 *     creating triggers.
 * @param leaveOut Columns that are not recorded: column, table.column or schema.table.column, with * for any
 *     characters.
 * @param mask Columns whose values are replaced by three asterisks, in addition to columns with a sensitive name.
 * @param labels Readable names of columns, by column, table.column or schema.table.column.
 * @param policy Treatment of a change that cannot be recorded: "fail-open" keeps the statement of the application and
 *     records a gap, "fail-closed" fails the statement.
 * @param maxRows Maximum number of rows that a transaction records for one operation, at most 100000. Further rows are
 *     counted.
 * @param maxValueLength Maximum number of characters of a recorded value. Of a longer value, hash and length are
 *     recorded.
 * @param checkInterval Interval between two checks of the triggers, which also create triggers of tables that were in
 *     use or did not exist before.
 * @param retention Retention of data changes.
 * @param chain Tamper evidence of data changes.
 * @param forwarding Forwarding of data changes to other systems.
 * @since 0.1
 */
@ConfigurationProperties("opsmon.data-changes")
public record DataChangeProperties(
        @DefaultValue List<String> tables,
        @DefaultValue("triggers") CaptureMethod capture,
        @DefaultValue List<String> leaveOut,
        @DefaultValue List<String> mask,
        @DefaultValue Map<String, String> labels,
        @DefaultValue("fail-open") FailurePolicy policy,
        @DefaultValue("1000") int maxRows,
        @DefaultValue("10000") int maxValueLength,
        @DefaultValue("5m") Duration checkInterval,
        @NestedConfigurationProperty @DefaultValue RetentionProperties retention,
        @DefaultValue Chain chain,
        @NestedConfigurationProperty @DefaultValue ForwardingProperties forwarding) {

    /**
     * Tamper evidence of data changes.
     *
     * @param enabled Whether data changes are part of an integrity chain. Changes are not chained while this is false.
     * @param linkInterval Interval between two runs that append new changes to the chain, at least 1s.
     */
    public record Chain(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("5s") Duration linkInterval) {}

    CaptureSettings toSettings(String application, Masking masking, AuditedFields fields) {
        Assert.isTrue(
                maxRows >= 1 && maxRows <= 100_000,
                () -> "opsmon.data-changes.max-rows must be 1 to 100000, but is " + maxRows);
        Assert.isTrue(
                maxValueLength >= 1,
                () -> "opsmon.data-changes.max-value-length must be at least 1, but is " + maxValueLength);
        return new CaptureSettings(
                application,
                NamePattern.all(tables),
                NamePattern.all(joined(leaveOut, fields.ignored())),
                NamePattern.all(joined(mask, fields.masked())),
                masking::isSensitive,
                maxRows,
                maxValueLength,
                policy,
                capture);
    }

    private static List<String> joined(List<String> first, List<String> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }
}
