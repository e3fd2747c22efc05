package io.opsmon.backup.internal.h2;

import io.opsmon.backup.HalfRestoredException;
import io.opsmon.backup.RestoreScope;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.h2.jdbc.JdbcException;
import org.h2.message.DbException;
import org.h2.util.ScriptReader;
import org.jspecify.annotations.Nullable;

/**
 * Restores one script. Definitions commit implicitly. After a failure, the definitions of an empty database are
 * restored by statements; a replaced database cannot be rolled back.
 */
final class H2Restore {

    private static final String NAME = "(?:U&)?\"(?:[^\"]|\"\")*\"";

    /** The beginning of a statement for one of opsmon's own tables. H2 always quotes names. */
    private static final Pattern OWN = Pattern.compile(
            "(?:\\s|--[^\n]*\n)*(?:CREATE (?:CACHED |MEMORY )?TABLE|CREATE SEQUENCE|ALTER TABLE|INSERT INTO"
                    + "|GRANT [^\"]* ON|COMMENT ON (?:TABLE|COLUMN|SEQUENCE)"
                    + "|CREATE [^\"]*INDEX " + NAME + "\\." + NAME + " ON) " + NAME + "\\.(?:U&)?\""
                    + RestoreScope.OWN_TABLES,
            Pattern.CASE_INSENSITIVE);

    /** The tables of any kind, which a failed restore could not create again. */
    private static final String NOT_EMPTY = "SELECT TABLE_SCHEMA, TABLE_NAME FROM INFORMATION_SCHEMA.TABLES WHERE "
            + H2Contents.isOwnSchema("TABLE_SCHEMA")
            + " AND TABLE_TYPE NOT IN ('VIEW', 'LOCAL TEMPORARY', 'SYSTEM TABLE') ORDER BY 1, 2";

    private static final String OWN_TABLES = "SELECT TABLE_NAME FROM INFORMATION_SCHEMA.TABLES WHERE "
            + H2Contents.isOwnSchema("TABLE_SCHEMA") + " AND LOWER(TABLE_NAME)" + H2Drops.OWN;

    /** A script collects large values in a table of its session, and drops the table at its end. */
    private static final String NO_LARGE_VALUES = "DROP TABLE IF EXISTS SYSTEM_LOB_STREAM";

    private final RestoreScope scope;
    private final InputStream script;
    private final BooleanSupplier whole;

    /** Uses a supplier that returns, at the end of the script, whether the script was complete. */
    H2Restore(RestoreScope scope, InputStream script, BooleanSupplier whole) {
        this.scope = scope;
        this.script = script;
        this.whole = whole;
    }

    /**
     * Restores the script.
     *
     * @return the views that are invalid after the restore, as text for display
     */
    List<String> run(Statement statement) throws SQLException, IOException {
        ScriptSettings before = ScriptSettings.of(statement);
        try (ScriptReader statements = new ScriptReader(new InputStreamReader(script, StandardCharsets.UTF_8))) {
            if (scope == RestoreScope.INTO_EMPTY) {
                intoEmpty(statement, statements, before);
            } else {
                replace(statement, statements, before);
            }
        } finally {
            resetSession(statement, before);
        }
        return ScriptOrder.invalidViews(statement).stream()
                .map(view -> "view " + view + ", which is invalid")
                .toList();
    }

    private void intoEmpty(Statement statement, ScriptReader statements, ScriptSettings settings)
            throws SQLException, IOException {
        try (ResultSet tables = statement.executeQuery(NOT_EMPTY)) {
            if (tables.next()) {
                throw new SQLException("The database is not empty: the table " + tables.getString(1) + "."
                        + tables.getString(2) + " already exists");
            }
        }
        String first = next(statements);
        ScriptSettings required = required(first, settings, false);
        List<String> before = H2Inspection.texts(statement, "SCRIPT NODATA NOSETTINGS");
        boolean restored = false;
        try {
            execute(statement, settings.toEmpty(required));
            execute(statement, required, first, statements);
            restored = whole.getAsBoolean();
        } finally {
            if (!restored) {
                restoreDefinitions(statement, before);
            }
        }
    }

    private void replace(Statement statement, ScriptReader statements, ScriptSettings settings)
            throws SQLException, IOException {
        H2Inspection.requireReplaceable(statement);
        boolean keepsTables = !H2Inspection.texts(statement, OWN_TABLES).isEmpty();
        String first = next(statements);
        ScriptSettings required = required(first, settings, keepsTables);
        try {
            statement.execute(NO_LARGE_VALUES);
            H2Drops.run(statement);
            if (!keepsTables) {
                execute(statement, settings.toEmpty(required));
            }
            execute(statement, required, first, statements);
        } catch (SQLException | IOException failure) {
            throw new HalfRestoredException(
                    "The restore failed after it had changed the database: " + failure.getMessage(), failure);
        }
        if (!whole.getAsBoolean()) {
            throw new HalfRestoredException(
                    "The restore was cancelled", new IOException("The dump ended before it was complete"));
        }
    }

    /** Reads the settings of the dump, and rejects a database with other settings before anything is changed. */
    private static ScriptSettings required(String first, ScriptSettings settings, boolean keepsTables)
            throws SQLException {
        ScriptSettings required = ScriptSettings.in(first);
        List<String> missing = required.missingIn(settings, keepsTables);
        if (!missing.isEmpty()) {
            throw new SQLException("The dump was made of a database with other settings, and the database is unchanged."
                    + " Restore into a database that is opened or created with " + String.join(";", missing));
        }
        return required;
    }

    private static String next(ScriptReader statements) throws IOException {
        try {
            @Nullable String sql = statements.readStatement();
            return sql == null ? "" : sql;
        } catch (DbException failure) {
            throw new IOException("The script cannot be parsed", failure);
        }
    }

    private void execute(Statement statement, ScriptSettings settings, String first, ScriptReader statements)
            throws SQLException, IOException {
        ScriptOrder order = new ScriptOrder(sql -> OwnConstraints.execute(statement, sql));
        try {
            execute(statement, settings.ofSession());
            for (@Nullable String sql = first; sql != null; sql = statements.readStatement()) {
                if (!sql.isBlank()
                        && (scope == RestoreScope.INTO_EMPTY
                                || !OWN.matcher(sql).lookingAt())) {
                    order.run(sql);
                }
            }
            order.end();
            var unused = ScriptOrder.compileViews(statement);
        } catch (SQLException failure) {
            throw withoutData(failure);
        } catch (DbException failure) {
            throw new IOException("The script cannot be parsed", failure);
        }
    }

    private static void resetSession(Statement statement, ScriptSettings before) {
        try {
            execute(statement, before.ofSession());
        } catch (SQLException broken) {
            // The connection is broken, and no pool uses it again.
        }
    }

    private static void execute(Statement statement, List<String> settings) throws SQLException {
        try (Statement setting = statement.getConnection().createStatement()) {
            for (String sql : settings) {
                setting.execute(sql);
            }
        }
    }

    /** Removes the failed statement from the message, because H2 quotes it with all its data. */
    static SQLException withoutData(SQLException failure) {
        return failure instanceof JdbcException h2
                ? new SQLException(h2.getOriginalMessage(), failure.getSQLState(), failure.getErrorCode())
                : failure;
    }

    /** Restores the definitions with a new statement, because the first one may be cancelled at this moment. */
    private static void restoreDefinitions(Statement statement, List<String> before) throws SQLException {
        try (Statement undoing = statement.getConnection().createStatement()) {
            undoing.execute("DROP ALL OBJECTS");
            undoing.execute(NO_LARGE_VALUES);
            ScriptOrder order = new ScriptOrder(undoing::execute);
            for (String definition : before) {
                order.run(definition);
            }
            order.end();
            var unused = ScriptOrder.compileViews(undoing);
        }
    }
}
