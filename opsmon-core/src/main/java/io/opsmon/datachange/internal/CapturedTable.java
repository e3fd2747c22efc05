package io.opsmon.datachange.internal;

import java.util.List;

/**
 * A table with triggers.
 *
 * @param schema the schema
 * @param table the name
 * @param label the name in recorded changes: schema and table; of a partition, those of its root
 * @param key the columns of the key, in the order of the key; all columns of a table without key
 * @param leftOut the columns that are not recorded
 * @param masked the columns whose values are masked
 * @since 0.1
 */
public record CapturedTable(
        String schema, String table, String label, List<String> key, List<String> leftOut, List<String> masked) {

    /**
     * Creates the table from its columns.
     *
     * @param settings the settings
     * @param schema the schema
     * @param table the name
     * @param label the name in recorded changes
     * @param columns all columns
     * @param key the columns of the key; empty for a table without key
     * @return the table
     */
    public static CapturedTable of(
            CaptureSettings settings,
            String schema,
            String table,
            String label,
            List<String> columns,
            List<String> key) {
        return new CapturedTable(
                schema,
                table,
                label,
                key.isEmpty() ? List.copyOf(columns) : List.copyOf(key),
                columns.stream()
                        .filter(column -> !settings.records(schema, table, column))
                        .toList(),
                columns.stream()
                        .filter(column -> settings.masks(schema, table, column))
                        .toList());
    }
}
