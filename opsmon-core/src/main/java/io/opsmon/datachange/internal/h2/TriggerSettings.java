package io.opsmon.datachange.internal.h2;

import io.opsmon.datachange.internal.RowFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a trigger as its comment, because a trigger of H2 has no arguments. Lines separate the members, and
 * tabs separate names.
 *
 * @param definition the owner and a hash of the definition
 * @param target the qualified name of the table of changes
 * @param label the recorded name of the table
 * @param columns all columns of the table
 * @param key the columns of the key
 * @param leftOut the columns that are not recorded
 * @param masked the columns whose values are masked
 * @param maxRows the maximum number of recorded rows of one operation or transaction
 * @param maxValueLength the maximum number of characters of a value
 * @param failsOpen whether the statement succeeds if the change cannot be recorded
 */
record TriggerSettings(
        String definition,
        String target,
        String label,
        List<String> columns,
        List<String> key,
        List<String> leftOut,
        List<String> masked,
        int maxRows,
        int maxValueLength,
        boolean failsOpen) {

    private static final int LINES = 10;

    String toComment() {
        return String.join(
                "\n",
                definition,
                target,
                label,
                String.join("\t", columns),
                String.join("\t", key),
                String.join("\t", leftOut),
                String.join("\t", masked),
                String.valueOf(maxRows),
                String.valueOf(maxValueLength),
                String.valueOf(failsOpen));
    }

    /** Returns the recorded form of the rows. */
    RowFormat format() {
        return new RowFormat(columns, key, leftOut, masked, maxValueLength);
    }

    /** Reads a comment. Returns null if the comment contains no settings. */
    static @Nullable TriggerSettings ofComment(@Nullable String comment) {
        String[] lines = comment == null ? new String[0] : comment.split("\n", -1);
        if (lines.length != LINES) {
            return null;
        }
        return new TriggerSettings(
                lines[0],
                lines[1],
                lines[2],
                names(lines[3]),
                names(lines[4]),
                names(lines[5]),
                names(lines[6]),
                Integer.parseInt(lines[7]),
                Integer.parseInt(lines[8]),
                Boolean.parseBoolean(lines[9]));
    }

    /** Returns settings without columns, with which each change is a gap. */
    static TriggerSettings lost(String label) {
        return new TriggerSettings(
                "", "opsmon_data_change", label, List.of(), List.of(), List.of(), List.of(), 1, 1, true);
    }

    private static List<String> names(String line) {
        return line.isEmpty() ? List.of() : List.of(line.split("\t", -1));
    }
}
