package io.opsmon.datachange.internal.mysql;

import io.opsmon.datachange.internal.CaptureSettings;
import io.opsmon.datachange.internal.CapturedTable;
import io.opsmon.datachange.internal.FailurePolicy;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The body of a row trigger. MariaDB and MySQL have no function for all columns of a row, so each column has its own
 * expression. Values are stored as texts, as the database converts them.
 *
 * <p>The variable {@code @opsmon_counted} names the operation, or outside of an operation the start of the statement.
 * {@code @opsmon_rows} counts its recorded rows. Further rows are counted in one row of the table of changes.
 */
final class RowTrigger {

    /** Ends texts of the type {@code TIMESTAMP}, which are in UTC: their session may have another time zone. */
    static final String UTC = "+00:00";

    static final Set<String> BINARY_TYPES = Set.of(
            "binary",
            "varbinary",
            "tinyblob",
            "blob",
            "mediumblob",
            "longblob",
            "bit",
            "geometry",
            "point",
            "linestring",
            "polygon",
            "multipoint",
            "multilinestring",
            "multipolygon",
            "geometrycollection",
            "geomcollection");

    private static final Set<String> TEXT_TYPES =
            Set.of("char", "varchar", "tinytext", "text", "mediumtext", "longtext", "enum", "set", "json");

    private static final String COLUMNS = " (changed_at, transaction_id, table_name, action, row_key, new_key,"
            + " old_values, new_values, row_count, operation_id, operator_id, operator_name, application,"
            + " database_user, note) VALUES (UTC_TIMESTAMP(6), CONCAT('connection ', CONNECTION_ID()), ";

    private static final String ORIGIN = "UNHEX(REPLACE(NULLIF(@opsmon_operation, ''), '-', '')),"
            + " NULLIF(@opsmon_operator, ''), NULLIF(@opsmon_operator_name, ''), NULLIF(@opsmon_application, ''),"
            + " USER(), ";

    private final CaptureSettings settings;
    private final CapturedTable table;
    private final List<MySqlCatalog.Column> columns;
    private final List<MySqlCatalog.Column> all;
    private final String target;

    /**
     * Creates the triggers of a table.
     *
     * @param columns all columns of the table
     * @param target the qualified name of the table of changes
     */
    RowTrigger(CaptureSettings settings, CapturedTable table, List<MySqlCatalog.Column> columns, String target) {
        this.settings = settings;
        this.table = table;
        this.columns = columns.stream()
                .filter(column -> !table.leftOut().contains(column.name()))
                .toList();
        this.all = columns;
        this.target = target;
    }

    /** Returns the statements of the body, for {@code INSERT}, {@code UPDATE} or {@code DELETE}. */
    String body(String action, String definition) {
        boolean hasOld = !action.equals("INSERT");
        boolean hasNew = !action.equals("DELETE");
        String label = literal(table.label());
        String oldKey = key(hasOld ? "OLD" : "NEW");
        String newKey = hasOld && hasNew ? key("NEW") : "NULL";
        return "BEGIN\n"
                + "DECLARE opsmon_definition VARCHAR(300) DEFAULT " + literal(definition) + ";\n"
                + "DECLARE opsmon_reason TEXT;\n"
                + "DECLARE opsmon_key LONGTEXT CHARACTER SET utf8mb4;\n"
                + "DECLARE opsmon_new_key LONGTEXT CHARACTER SET utf8mb4;\n"
                + (settings.policy() == FailurePolicy.FAIL_OPEN ? failOpen(action, label) : "")
                + (hasOld && hasNew ? "IF " + differs() + " THEN\n" : "")
                + "IF NOT (@opsmon_counted <=> " + counted() + ") THEN\n"
                + "SET @opsmon_counted = " + counted() + ", @opsmon_rows = 0, @opsmon_further = NULL;\n"
                + "END IF;\n"
                + "IF @opsmon_rows < " + settings.maxRows() + " THEN\n"
                + "SET opsmon_key = " + oldKey + ", opsmon_new_key = " + newKey + ";\n"
                + "INSERT INTO " + target + COLUMNS + label + ", '" + action + "', " + shortKey("opsmon_key") + ", "
                + (hasOld && hasNew
                        ? "NULLIF(" + shortKey("opsmon_new_key") + ", " + shortKey("opsmon_key") + "), "
                        : "NULL, ")
                + (hasOld ? values("OLD", hasNew) : "NULL") + ", "
                + (hasNew ? values("NEW", hasOld) : "NULL") + ", 1, " + ORIGIN + "NULL);\n"
                + "SET @opsmon_rows = @opsmon_rows + 1;\n"
                + "ELSE\n"
                + further(action, label)
                + "END IF;\n"
                + (hasOld && hasNew ? "END IF;\n" : "")
                + "END";
    }

    private static String counted() {
        return "COALESCE(NULLIF(@opsmon_operation, ''), CAST(NOW(6) AS CHAR))";
    }

    private String failOpen(String action, String label) {
        return "DECLARE EXIT HANDLER FOR SQLEXCEPTION BEGIN\n"
                + "DECLARE EXIT HANDLER FOR SQLEXCEPTION BEGIN END;\n"
                + "GET DIAGNOSTICS CONDITION 1 opsmon_reason = MESSAGE_TEXT;\n"
                + "INSERT INTO " + target + COLUMNS + label + ", 'GAP', NULL, NULL, NULL, NULL, NULL, " + ORIGIN
                + "LEFT(CONCAT('" + action + ": ', COALESCE(opsmon_reason, '')), 500));\n"
                + "END;\n";
    }

    /**
     * Counts a row in the row of the same statement, which a savepoint may have rolled back. A row of an earlier
     * statement may be committed, and committed rows never change.
     */
    private String further(String action, String label) {
        String same = "CONCAT(" + literal(table.label() + " " + action + " ") + ", NOW(6))";
        return "UPDATE " + target + " SET row_count = row_count + 1 WHERE id = @opsmon_further"
                + " AND @opsmon_further_of = " + same + ";\n"
                + "IF ROW_COUNT() < 1 THEN\n"
                + "INSERT INTO " + target + COLUMNS + label + ", '" + action + "', NULL, NULL, NULL, NULL, 1, " + ORIGIN
                + "NULL);\n"
                + "SET @opsmon_further = LAST_INSERT_ID(), @opsmon_further_of = " + same + ";\n"
                + "END IF;\n";
    }

    private String differs() {
        return columns.isEmpty()
                ? "FALSE"
                : columns.stream().map(RowTrigger::differs).collect(Collectors.joining(" OR "));
    }

    /** Compares texts byte by byte, because a collation may ignore case and trailing blanks. */
    private static String differs(MySqlCatalog.Column column) {
        String old = "OLD." + quoted(column.name());
        String now = "NEW." + quoted(column.name());
        return TEXT_TYPES.contains(column.type())
                ? "NOT (CAST(" + old + " AS BINARY) <=> CAST(" + now + " AS BINARY))"
                : "NOT (" + old + " <=> " + now + ")";
    }

    /** Returns the JSON object of the values of a row, or only of the values that differ. */
    private String values(String row, boolean isUpdate) {
        if (columns.isEmpty()) {
            return "'{}'";
        }
        return "CONCAT('{', CONCAT_WS(',', "
                + columns.stream()
                        .map(column -> isUpdate
                                ? "IF(" + differs(column) + ", " + member(row, column) + ", NULL)"
                                : member(row, column))
                        .collect(Collectors.joining(", "))
                + "), '}')";
    }

    private String member(String row, MySqlCatalog.Column column) {
        String value = text(row, column);
        String name = "CONCAT(JSON_QUOTE(" + literal(column.name()) + "), ':'";
        String shown = table.masked().contains(column.name())
                ? "'\"***\"'"
                : "IF(CHAR_LENGTH(" + value + ") > " + settings.maxValueLength()
                        + ", CONCAT('{\"sha256\":\"', SHA2(" + value + ", 256), '\",\"length\":', CHAR_LENGTH(" + value
                        + "), '}'), JSON_QUOTE(" + value + "))";
        return name + ", IF(" + row + "." + quoted(column.name()) + " IS NULL, 'null', " + shown + "))";
    }

    private String key(String row) {
        List<MySqlCatalog.Column> key = table.key().stream()
                .flatMap(name -> all.stream().filter(column -> column.name().equals(name)))
                .toList();
        if (key.size() == 1) {
            return text(row, key.get(0));
        }
        return "CONCAT('[', CONCAT_WS(', ', "
                + key.stream()
                        .map(column -> "IF(" + row + "." + quoted(column.name()) + " IS NULL, 'null', JSON_QUOTE("
                                + text(row, column) + "))")
                        .collect(Collectors.joining(", "))
                + "), ']')";
    }

    private String shortKey(String key) {
        boolean isMasked = table.key().stream().anyMatch(table.masked()::contains);
        String hash = "CONCAT('sha256:', SHA2(" + key + ", 256))";
        return isMasked ? hash : "IF(CHAR_LENGTH(" + key + ") > 300, " + hash + ", " + key + ")";
    }

    private static String text(String row, MySqlCatalog.Column column) {
        return text(row + "." + quoted(column.name()), column.type());
    }

    /** Returns the text of a value. NULL only for NULL, except binary values. */
    static String text(String value, String type) {
        if (BINARY_TYPES.contains(type)) {
            return "CONVERT(CONCAT('0x', HEX(" + value + ")) USING utf8mb4)";
        }
        if (type.equals("float")) {
            return "CONVERT(CAST(" + value + " AS DOUBLE) USING utf8mb4)";
        }
        if (type.equals("timestamp")) {
            return "CONVERT(IF(" + value + " = 0, " + value + ", CONCAT(TIMESTAMP'1970-01-01 00:00:00'"
                    + " + INTERVAL UNIX_TIMESTAMP(" + value + ") SECOND, '" + UTC + "')) USING utf8mb4)";
        }
        return "CONVERT(" + value + " USING utf8mb4)";
    }

    static String quoted(String name) {
        return '`' + name.replace("`", "``") + '`';
    }

    static String literal(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
    }
}
