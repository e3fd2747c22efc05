package io.opsmon.backup.internal.mariadb;

import java.io.IOException;
import java.sql.SQLException;
import java.util.HexFormat;

/**
 * Writes large values in parts, because a statement must fit into a packet of the server that restores it. A value is
 * put together in a variable of the session:
 *
 * <pre>{@code
 * SET @opsmon_value_1 = X'89504e...';
 * SET @opsmon_value_1 = CONCAT(@opsmon_value_1, X'0a1a...');
 * INSERT INTO photo (id, content) VALUES (7, @opsmon_value_1);
 * SET @opsmon_value_1 = NULL;
 * }</pre>
 *
 * <p>A value that is larger than a packet becomes NULL in {@code CONCAT}. The statement {@link #complete} then fails.
 * Not thread-safe.
 */
final class LargeValues {

    /** The length of a literal from which on its value is written in parts, in characters. */
    static final int PART = 1 << 19;

    private static final String VARIABLE = "@opsmon_value_";

    private final Script script;
    private int used;

    /** Receives statements. */
    @FunctionalInterface
    interface Script {
        void statement(String sql) throws IOException;
    }

    LargeValues(Script script) {
        this.script = script;
    }

    /** Writes bytes, and returns the expression for their value. */
    String bytes(byte[] bytes) throws IOException {
        String variable = variable(++used);
        for (int at = 0; at < bytes.length; at += PART / 2) {
            int end = Math.min(bytes.length, at + PART / 2);
            script.statement(assignment(variable, at == 0, "X'" + HexFormat.of().formatHex(bytes, at, end) + "'"));
        }
        script.statement(complete(variable));
        return variable;
    }

    /** Writes a text, and returns the expression for its value. */
    String text(String text) throws IOException {
        String variable = variable(++used);
        int at = 0;
        while (at < text.length()) {
            int end = Math.min(text.length(), at + PART / 2);
            if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
                end++;
            }
            script.statement(assignment(variable, at == 0, MariaDbRows.literal(text.substring(at, end))));
            at = end;
        }
        script.statement(complete(variable));
        return variable;
    }

    boolean isUsed() {
        return used > 0;
    }

    /** Frees the values of a row. */
    void clear() throws IOException {
        while (used > 0) {
            script.statement(freed(variable(used--)));
        }
    }

    static String variable(int number) {
        return VARIABLE + number;
    }

    static String assignment(String variable, boolean isFirst, String literal) {
        return "SET " + variable + " = " + (isFirst ? literal : "CONCAT(" + variable + ", " + literal + ")");
    }

    /** Returns a statement that fails if a value is incomplete. */
    static String complete(String variable) {
        return "DO IF(" + variable + " IS NULL, (SELECT 1 UNION SELECT 2), 0)";
    }

    static boolean isComplete(String sql) {
        return sql.startsWith("DO IF(" + VARIABLE);
    }

    static SQLException tooLarge(SQLException failure) {
        return new SQLException(
                "A value of the backup does not fit into a packet of the server. Increase max_allowed_packet to its"
                        + " value on the dumped server",
                failure.getSQLState(),
                failure);
    }

    static String freed(String variable) {
        return "SET " + variable + " = NULL";
    }
}
