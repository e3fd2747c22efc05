package io.opsmon.backup.internal.mariadb;

import io.opsmon.backup.internal.file.BeginMark;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Definitions that may fail in a restore, for example of invalid views. They are written before a dump as comments, so
 * that the clients of the server skip them, and are run after the dump.
 *
 * <pre>{@code
 * -- opsmon: optional statements
 * -- CREATE VIEW `broken` AS SELECT `t`.`old` FROM `t`
 * --
 * -- opsmon: end of optional statements
 * }</pre>
 *
 * @param statements the statements; a line break in a statement begins another comment
 */
record OptionalStatements(List<String> statements) {

    static final OptionalStatements NONE = new OptionalStatements(List.of());

    private static final BeginMark BEGINNING = new BeginMark("-- opsmon: optional statements\n");
    private static final String END = "-- opsmon: end of optional statements";
    private static final String COMMENT = "-- ";
    private static final String SEPARATOR = "--";
    private static final Pattern VIEW = Pattern.compile("VIEW `((?:[^`]|``)*)`");

    /** A dump without its optional statements, and these statements. */
    record Split(OptionalStatements optional, InputStream dump) {}

    void writeTo(OutputStream dump) throws IOException {
        if (statements.isEmpty()) {
            return;
        }
        BEGINNING.writeTo(dump);
        for (String sql : statements) {
            dump.write((COMMENT + sql.replace("\n", "\n" + COMMENT) + "\n" + SEPARATOR + "\n")
                    .getBytes(StandardCharsets.UTF_8));
        }
        dump.write((END + "\n").getBytes(StandardCharsets.UTF_8));
    }

    static Split split(InputStream dump) throws IOException {
        PushbackInputStream whole = BEGINNING.lookingAt(dump);
        if (!BEGINNING.isAtBeginningOf(whole)) {
            return new Split(NONE, whole);
        }
        line(whole);
        List<String> statements = new ArrayList<>();
        StringBuilder sql = new StringBuilder();
        for (String line = line(whole); !line.equals(END); line = line(whole)) {
            if (line.equals(SEPARATOR)) {
                statements.add(sql.toString());
                sql.setLength(0);
            } else {
                sql.append(sql.isEmpty() ? "" : "\n").append(line.substring(COMMENT.length()));
            }
        }
        return new Split(new OptionalStatements(statements), whole);
    }

    private static String line(InputStream dump) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int read = dump.read(); read != '\n'; read = dump.read()) {
            if (read < 0) {
                throw new EOFException("The dump is truncated in its optional statements");
            }
            line.write(read);
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    /**
     * Runs the statements in an order in which as many as possible succeed.
     *
     * @param connection a connection to the restored database
     * @param definers replaces definers
     * @return the failed statements: the objects with the messages of the server
     */
    List<String> run(Connection connection, UnaryOperator<String> definers) throws SQLException {
        Map<String, SQLException> failures = new LinkedHashMap<>();
        List<String> left = statements;
        boolean isProgress = true;
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            while (isProgress && !left.isEmpty()) {
                List<String> failed = new ArrayList<>();
                for (String sql : left) {
                    try {
                        statement.execute(definers.apply(sql));
                        failures.remove(sql);
                    } catch (SQLException failure) {
                        failed.add(sql);
                        failures.put(sql, failure);
                    }
                }
                isProgress = failed.size() < left.size();
                left = failed;
            }
        }
        List<String> problems = new ArrayList<>();
        failures.forEach((sql, failure) -> problems.add(name(sql) + ": " + problem(failure)));
        return problems;
    }

    private static String name(String sql) {
        Matcher view = VIEW.matcher(sql);
        return view.find()
                ? "view " + view.group(1).replace("``", "`")
                : sql.lines().findFirst().orElse(sql);
    }

    /** Returns the message of the server, without the driver's prefix. */
    static String problem(SQLException failure) {
        return String.valueOf(failure.getMessage())
                .replaceAll("\\A\\(conn[^)]*\\) ", "")
                .replaceAll("\\s+", " ");
    }
}
