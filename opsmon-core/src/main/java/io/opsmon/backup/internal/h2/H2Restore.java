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
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.h2.jdbc.JdbcException;
import org.h2.message.DbException;
import org.h2.util.ScriptReader;

/**
 * Restores one script. Definitions commit implicitly. After a failure, the definitions of an empty database are
 * restored by statements; a replaced database cannot be rolled back.
 */
final class H2Restore {

    private static final String NAME = "\"(?:[^\"]|\"\")*\"";

    /** The beginning of a statement for one of opsmon's own tables. H2 always quotes names. */
    private static final Pattern OWN = Pattern.compile(
            "(?:\\s|--[^\n]*\n)*(?:CREATE (?:CACHED |MEMORY )?TABLE|ALTER TABLE|INSERT INTO|GRANT [^\"]* ON"
                    + "|COMMENT ON (?:TABLE|COLUMN)|CREATE [^\"]*INDEX " + NAME + "\\." + NAME + " ON) " + NAME
                    + "\\.\""
                    + RestoreScope.OWN_TABLES,
            Pattern.CASE_INSENSITIVE);

    /**
     * The statements that drop objects with {@code CASCADE}, including dependent objects in their schema. Schemas with
     * opsmon's tables are emptied, all others are dropped.
     */
    private static final List<String> DROPS = List.of(
            "SELECT 'DROP SCHEMA ' || QUOTE_IDENT(s.SCHEMA_NAME) || ' CASCADE' FROM INFORMATION_SCHEMA.SCHEMATA s"
                    + " WHERE s.SCHEMA_NAME <> SCHEMA() AND s.SCHEMA_NAME NOT IN (" + H2Contents.SCHEMAS_OF_THE_ENGINE
                    + ", 'PUBLIC', 'public') AND NOT EXISTS (SELECT 1 FROM INFORMATION_SCHEMA.TABLES t"
                    + " WHERE t.TABLE_SCHEMA = s.SCHEMA_NAME AND LOWER(t.TABLE_NAME) LIKE 'opsmon\\_%')",
            "SELECT 'DROP VIEW IF EXISTS ' || QUOTE_IDENT(TABLE_SCHEMA) || '.' || QUOTE_IDENT(TABLE_NAME) || ' CASCADE'"
                    + " FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_TYPE = 'VIEW' AND TABLE_SCHEMA NOT IN ("
                    + H2Contents.SCHEMAS_OF_THE_ENGINE + ")",
            "SELECT 'DROP TABLE IF EXISTS ' || QUOTE_IDENT(TABLE_SCHEMA) || '.' || QUOTE_IDENT(TABLE_NAME) || '"
                    + " CASCADE'"
                    + " FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_TYPE = 'BASE TABLE' AND TABLE_SCHEMA NOT IN ("
                    + H2Contents.SCHEMAS_OF_THE_ENGINE + ")"
                    + " AND LOWER(TABLE_NAME) NOT LIKE 'opsmon\\_%'",
            "SELECT 'DROP SEQUENCE IF EXISTS ' || QUOTE_IDENT(SEQUENCE_SCHEMA) || '.' || QUOTE_IDENT(SEQUENCE_NAME)"
                    + " FROM INFORMATION_SCHEMA.SEQUENCES WHERE LOWER(SEQUENCE_NAME) NOT LIKE 'opsmon\\_%'",
            "SELECT DISTINCT 'DROP ALIAS IF EXISTS ' || QUOTE_IDENT(ROUTINE_SCHEMA) || '.' || QUOTE_IDENT(ROUTINE_NAME)"
                    + " FROM INFORMATION_SCHEMA.ROUTINES WHERE ROUTINE_TYPE IN ('FUNCTION', 'PROCEDURE')",
            "SELECT DISTINCT 'DROP AGGREGATE IF EXISTS ' || QUOTE_IDENT(ROUTINE_SCHEMA) || '.' ||"
                    + " QUOTE_IDENT(ROUTINE_NAME)"
                    + " FROM INFORMATION_SCHEMA.ROUTINES WHERE ROUTINE_TYPE = 'AGGREGATE'",
            "SELECT 'DROP CONSTANT IF EXISTS ' || QUOTE_IDENT(CONSTANT_SCHEMA) || '.' || QUOTE_IDENT(CONSTANT_NAME)"
                    + " FROM INFORMATION_SCHEMA.CONSTANTS",
            "SELECT 'DROP DOMAIN IF EXISTS ' || QUOTE_IDENT(DOMAIN_SCHEMA) || '.' || QUOTE_IDENT(DOMAIN_NAME) || '"
                    + " CASCADE'"
                    + " FROM INFORMATION_SCHEMA.DOMAINS");

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

    void run(Statement statement) throws SQLException, IOException {
        if (scope == RestoreScope.INTO_EMPTY) {
            intoEmpty(statement);
        } else {
            replace(statement);
        }
    }

    private void intoEmpty(Statement statement) throws SQLException, IOException {
        try (ResultSet tables = statement.executeQuery(H2Contents.TABLES)) {
            if (tables.next()) {
                throw new SQLException("The database is not empty: the table " + tables.getString(1) + "."
                        + tables.getString(2) + " already exists");
            }
        }
        List<String> before = texts(statement, "SCRIPT NODATA NOSETTINGS");
        boolean restored = false;
        try {
            execute(statement);
            restored = whole.getAsBoolean();
        } finally {
            if (!restored) {
                restoreDefinitions(statement, before);
            }
        }
    }

    private void replace(Statement statement) throws SQLException, IOException {
        for (String drops : DROPS) {
            // An incomplete information schema is detected before anything is dropped.
            texts(statement, drops);
        }
        try {
            statement.execute(NO_LARGE_VALUES);
            for (String drops : DROPS) {
                for (String drop : texts(statement, drops)) {
                    statement.execute(drop);
                }
            }
            execute(statement);
        } catch (SQLException | IOException failure) {
            throw new HalfRestoredException(
                    "The restore failed after it had changed the database: " + failure.getMessage(), failure);
        }
        if (!whole.getAsBoolean()) {
            throw new HalfRestoredException(
                    "The restore was cancelled", new IOException("The dump ended before it was complete"));
        }
    }

    private void execute(Statement statement) throws SQLException, IOException {
        try (ScriptReader statements = new ScriptReader(new InputStreamReader(script, StandardCharsets.UTF_8))) {
            String sql = statements.readStatement();
            while (sql != null) {
                if (!sql.isBlank()
                        && (scope == RestoreScope.INTO_EMPTY
                                || !OWN.matcher(sql).lookingAt())) {
                    statement.execute(sql);
                }
                sql = statements.readStatement();
            }
        } catch (SQLException failure) {
            throw withoutData(failure);
        } catch (DbException failure) {
            throw new IOException("The script cannot be parsed", failure);
        }
    }

    /** Removes the failed statement from the message, because H2 quotes it with all its data. */
    private static SQLException withoutData(SQLException failure) {
        return failure instanceof JdbcException h2
                ? new SQLException(h2.getOriginalMessage(), failure.getSQLState(), failure.getErrorCode())
                : failure;
    }

    private static List<String> texts(Statement statement, String query) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }

    /** Restores the definitions with a new statement, because the first one may be cancelled at this moment. */
    private static void restoreDefinitions(Statement statement, List<String> before) throws SQLException {
        try (Statement undoing = statement.getConnection().createStatement()) {
            undoing.execute("DROP ALL OBJECTS");
            undoing.execute(NO_LARGE_VALUES);
            for (String definition : before) {
                undoing.execute(definition);
            }
        }
    }
}
