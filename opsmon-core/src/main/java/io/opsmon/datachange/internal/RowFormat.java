package io.opsmon.datachange.internal;

import io.opsmon.chain.Hash;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * The recorded form of the rows of a table. A row is the texts of all columns, in the order of the columns.
 *
 * @param columns all columns of the table
 * @param key the columns of the key
 * @param leftOut the columns that are not recorded
 * @param masked the columns whose values are masked
 * @param maxValueLength the maximum number of characters of a value; of a longer value, hash and length are recorded
 * @since 0.1
 */
public record RowFormat(
        List<String> columns, List<String> key, List<String> leftOut, List<String> masked, int maxValueLength) {

    private static final String MASK = "***";
    private static final int MAX_KEY = 300;

    /** Copies the lists. */
    public RowFormat {
        columns = List.copyOf(columns);
        key = List.copyOf(key);
        leftOut = List.copyOf(leftOut);
        masked = List.copyOf(masked);
    }

    /**
     * Returns whether a recorded column differs.
     *
     * @param old the row before a change
     * @param now the row after the change
     * @return false if only columns that are left out differ
     */
    public boolean differs(@Nullable String[] old, @Nullable String[] now) {
        for (int i = 0; i < old.length; i++) {
            if (!Objects.equals(old[i], now[i]) && !leftOut.contains(columns.get(i))) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns the JSON object of the recorded values of a row.
     *
     * @param row the row
     * @param other another row, to record only the values that differ; null to record all values
     * @return the object
     */
    public String values(@Nullable String[] row, @Nullable String @Nullable [] other) {
        StringJoiner members = new StringJoiner(",", "{", "}");
        for (int i = 0; i < row.length; i++) {
            String column = columns.get(i);
            if (leftOut.contains(column) || (other != null && Objects.equals(row[i], other[i]))) {
                continue;
            }
            members.add(JsonTexts.quoted(column) + ":" + value(column, row[i]));
        }
        return members.toString();
    }

    private String value(String column, @Nullable String text) {
        if (text == null) {
            return "null";
        }
        if (masked.contains(column)) {
            return JsonTexts.quoted(MASK);
        }
        return isLonger(text, maxValueLength)
                ? "{\"sha256\":\"" + sha256(text) + "\",\"length\":" + length(text) + "}"
                : JsonTexts.quoted(text);
    }

    /**
     * Returns the recorded key of a row.
     *
     * @param row the row
     * @return the text of the key, as a JSON array if the key has several columns; the hash of a masked or long key
     */
    public String key(@Nullable String[] row) {
        String text;
        if (key.size() == 1) {
            text = String.valueOf(row[columns.indexOf(key.get(0))]);
        } else {
            StringJoiner parts = new StringJoiner(", ", "[", "]");
            for (String column : key) {
                @Nullable String part = row[columns.indexOf(column)];
                parts.add(part == null ? "null" : JsonTexts.quoted(part));
            }
            text = parts.toString();
        }
        boolean isMasked = key.stream().anyMatch(masked::contains);
        return isMasked || isLonger(text, MAX_KEY) ? "sha256:" + sha256(text) : text;
    }

    private static boolean isLonger(String text, int limit) {
        return text.length() > limit && length(text) > limit;
    }

    /** Characters as the databases count them. */
    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    private static String sha256(String text) {
        return Hash.sha256(text.getBytes(StandardCharsets.UTF_8)).toString();
    }
}
