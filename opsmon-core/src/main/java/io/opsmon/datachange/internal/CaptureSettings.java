package io.opsmon.datachange.internal;

import java.util.List;
import java.util.function.Predicate;

/**
 * The tables whose changes are recorded, and the limits of a record.
 *
 * @param owner the name of the application, which owns the triggers that it creates
 * @param tables the tables; a pattern without schema counts for the current schema
 * @param leftOut the columns that are not recorded
 * @param masked the columns whose values are replaced by {@code ***}
 * @param isSensitive decides by its name whether a column is masked, in addition to the patterns
 * @param maxRows the maximum number of rows that a transaction records for one operation; further rows are counted
 * @param maxValueLength the maximum number of characters of a value; of a longer value, hash and length are recorded
 * @param policy the treatment of a change that cannot be recorded
 * @param method the way to see changes
 * @since 0.1
 */
public record CaptureSettings(
        String owner,
        List<NamePattern> tables,
        List<NamePattern> leftOut,
        List<NamePattern> masked,
        Predicate<String> isSensitive,
        int maxRows,
        int maxValueLength,
        FailurePolicy policy,
        CaptureMethod method) {

    /** Copies the lists. */
    public CaptureSettings {
        tables = List.copyOf(tables);
        leftOut = List.copyOf(leftOut);
        masked = List.copyOf(masked);
    }

    /**
     * Creates settings of triggers.
     *
     * @param owner the name of the application
     * @param tables the tables
     * @param leftOut the columns that are not recorded
     * @param masked the masked columns
     * @param isSensitive decides by its name whether a column is masked
     * @param maxRows the maximum number of recorded rows of an operation in a transaction
     * @param maxValueLength the maximum number of characters of a value
     * @param policy the treatment of a change that cannot be recorded
     */
    public CaptureSettings(
            String owner,
            List<NamePattern> tables,
            List<NamePattern> leftOut,
            List<NamePattern> masked,
            Predicate<String> isSensitive,
            int maxRows,
            int maxValueLength,
            FailurePolicy policy) {
        this(owner, tables, leftOut, masked, isSensitive, maxRows, maxValueLength, policy, CaptureMethod.TRIGGERS);
    }

    /**
     * Returns whether triggers record the changes. With another way, the triggers of the application are removed.
     *
     * @return whether triggers are created
     */
    public boolean usesTriggers() {
        return method == CaptureMethod.TRIGGERS;
    }

    /**
     * Returns whether the changes of a table are recorded. Tables of opsmon never are.
     *
     * @param schema the schema of the table
     * @param table the name of the table
     * @param currentSchema the schema of patterns without schema
     * @return whether a pattern matches
     */
    public boolean includes(String schema, String table, String currentSchema) {
        return !table.regionMatches(true, 0, "opsmon_", 0, 7)
                && tables.stream().anyMatch(pattern -> selects(pattern, schema, table, currentSchema));
    }

    /**
     * Returns whether a pattern selects a table.
     *
     * @param pattern a pattern of tables
     * @param schema the schema of the table
     * @param table the name of the table
     * @param currentSchema the schema of patterns without schema
     * @return whether the pattern matches
     */
    public static boolean selects(NamePattern pattern, String schema, String table, String currentSchema) {
        return pattern.matches(schema, table) && (pattern.isQualified() || schema.equalsIgnoreCase(currentSchema));
    }

    /**
     * Returns whether a column is recorded.
     *
     * @param schema the schema of the table
     * @param table the name of the table
     * @param column the name of the column
     * @return false if the column is left out
     */
    public boolean records(String schema, String table, String column) {
        return leftOut.stream().noneMatch(pattern -> pattern.matches(schema, table, column));
    }

    /**
     * Returns whether the values of a column are masked.
     *
     * @param schema the schema of the table
     * @param table the name of the table
     * @param column the name of the column
     * @return whether a pattern matches, or the name is sensitive
     */
    public boolean masks(String schema, String table, String column) {
        return isSensitive.test(column) || masked.stream().anyMatch(pattern -> pattern.matches(schema, table, column));
    }
}
