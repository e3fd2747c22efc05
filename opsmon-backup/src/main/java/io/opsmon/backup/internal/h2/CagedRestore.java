package io.opsmon.backup.internal.h2;

import io.opsmon.backup.internal.h2.ScriptStatement.StatementType;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.h2.jdbc.JdbcException;
import org.h2.message.DbException;
import org.h2.util.ScriptReader;

/**
 * Runs a script in the cage. Only the kinds of statements that {@code SCRIPT} writes are run. Statements with
 * expressions are run by a user who is not an administrator. In H2, only administrators can read and write files, open
 * connections, load classes and define functions. Definitions of code and of linked tables are left out. A function is
 * replaced by a placeholder without effect, so that tables that use the function can be created.
 */
final class CagedRestore {

    /** Settings that affect the meaning of data; their values are words and numbers. */
    private static final Pattern APPLIED = Pattern.compile(
            "SET \"?(?:COLLATION\"? \\w++(?: STRENGTH \\w++)?+|(?:IGNORECASE|IGNORE_CATALOGS)\"? (?:\\d|TRUE|FALSE))",
            Pattern.CASE_INSENSITIVE);

    /** Settings without effect on the content of tables. */
    private static final Set<String> WITHOUT_MEANING = Set.of(
            "ALLOW_LITERALS",
            "CACHE_SIZE",
            "CLUSTER",
            "CREATE_BUILD",
            "DB_CLOSE_DELAY",
            "DEFAULT_LOCK_TIMEOUT",
            "DEFAULT_TABLE_TYPE",
            "LOCK_MODE",
            "MAX_LENGTH_INPLACE_LOB",
            "MAX_LOG_SIZE",
            "MAX_MEMORY_ROWS",
            "MAX_MEMORY_UNDO",
            "RETENTION_TIME",
            "TRACE_LEVEL_FILE",
            "TRACE_LEVEL_SYSTEM_OUT",
            "TRACE_MAX_FILE_SIZE",
            "WRITE_DELAY");

    /** The SQL state "feature not supported", for objects whose code the cage does not have. */
    static final String NOT_HERE = "0A000";

    private static final Pattern SETTING = Pattern.compile("SET \"?(\\w++)");
    private static final Pattern ENGINE = Pattern.compile("\nENGINE (\"[^\"]*+\")");

    private static final String PLACEHOLDER = "FOR '" + UncheckedFunction.class.getName() + ".unknown'";

    private final Statement administrator;
    private final Statement user;

    /** Objects that were left out, as written in the script, with their text for display. */
    private final Map<String, String> leftOut = new LinkedHashMap<>();

    /** The views, as written in the script, with the objects that they use and that were left out. */
    private final Map<String, List<String>> views = new HashMap<>();

    private final List<String> notes = new ArrayList<>();
    private final List<String> countedOnly = new ArrayList<>();

    /**
     * Prepares a restore.
     *
     * @param administrator the connection for statements without expressions
     * @param user the connection for all other statements, with rights on tables only
     */
    CagedRestore(Connection administrator, Connection user) throws SQLException {
        this.administrator = administrator.createStatement();
        this.user = user.createStatement();
    }

    /**
     * Restores a script.
     *
     * @param script the script, in UTF-8
     * @throws SQLException if a statement fails or cannot be from a script
     * @throws IOException if the script cannot be read
     */
    void run(InputStream script) throws SQLException, IOException {
        ScriptOrder order = new ScriptOrder(this::execute);
        try (ScriptReader statements = new ScriptReader(new InputStreamReader(script, StandardCharsets.UTF_8))) {
            String sql = statements.readStatement();
            if (sql != null) {
                apply(ScriptSettings.in(sql));
            }
            while (sql != null) {
                order.run(sql);
                sql = statements.readStatement();
            }
            order.end();
            noteInvalidViews();
        } catch (SQLException failure) {
            throw withoutData(failure);
        } catch (DbException failure) {
            throw new IOException("The script cannot be parsed", failure);
        }
    }

    private void apply(ScriptSettings settings) throws SQLException {
        for (String sql : settings.ofScratch()) {
            administrator.execute(sql);
        }
        for (String sql : settings.ofSession()) {
            user.execute(sql);
        }
    }

    private void noteInvalidViews() throws SQLException {
        for (String view : ScriptOrder.compileViews(user)) {
            String used = views.getOrDefault(view, List.of()).stream()
                    .findFirst()
                    .map(object -> "which uses " + object)
                    .orElse("which is invalid");
            notes.add("view " + view + ", " + used);
        }
    }

    /** Returns the objects that were left out, as text for display. */
    List<String> leftOut() {
        List<String> all = new ArrayList<>(leftOut.values());
        all.addAll(notes);
        return all;
    }

    /**
     * Returns the tables, as written in the script, with columns computed by objects that were left out. Only their
     * rows can be counted.
     */
    List<String> countedOnly() {
        return countedOnly;
    }

    private void execute(String sql) throws SQLException {
        ScriptStatement statement = ScriptStatement.of(sql)
                .orElseThrow(() -> new SQLException("The dump has a statement that scripts of H2 do not contain:"
                        + " \"" + ScriptStatement.beginning(sql) + "\". The statement was not run"));
        StatementType kind = statement.kind();
        if (kind == StatementType.NOTHING) {
            return;
        }
        if (kind == StatementType.SETTING) {
            set(statement.sql());
        } else if (kind.isLeftOut()) {
            leaveOut(statement);
        } else {
            run(statement);
        }
    }

    private void set(String sql) throws SQLException {
        Matcher setting = SETTING.matcher(sql);
        // A database with names in lower case writes its settings in lower case.
        String name = setting.lookingAt() ? setting.group(1).toUpperCase(Locale.ROOT) : sql;
        if (WITHOUT_MEANING.contains(name)) {
            return;
        }
        if (!APPLIED.matcher(sql).matches()) {
            notes.add("setting " + name);
            return;
        }
        try {
            administrator.execute(sql);
        } catch (SQLException unknown) {
            // A collation whose library is missing here.
            notes.add("setting " + name);
        }
    }

    private void leaveOut(ScriptStatement statement) throws SQLException {
        String name = statement.name();
        leftOut.put(name, statement.kind().text() + " " + name);
        if (statement.kind() == StatementType.FUNCTION && !name.startsWith("SYSTEM_COMBINE_")) {
            administrator.execute("CREATE ALIAS IF NOT EXISTS " + name
                    + (statement
                                    .sql()
                                    .startsWith(
                                            " DETERMINISTIC", statement.sql().indexOf(name) + name.length())
                            ? " DETERMINISTIC "
                            : " ")
                    + PLACEHOLDER);
        }
    }

    private void run(ScriptStatement statement) throws SQLException {
        StatementType kind = statement.kind();
        List<String> used = leftOut.keySet().stream()
                .filter(object -> kind != StatementType.ROWS && statement.mentions(object))
                .toList();
        if (kind == StatementType.TABLE && used.stream().anyMatch(statement::generatesWith)) {
            countedOnly.add(statement.name());
            notes.add(
                    "content of " + statement.name() + ", which has columns generated by functions that are left out");
        }
        if (kind == StatementType.VIEW) {
            views.put(statement.name(), used);
        }
        try {
            boolean isForAdministrator = kind.isFixed() && !statement.sql().startsWith("DROP TABLE");
            (isForAdministrator ? administrator : user).execute(statement.sql());
        } catch (SQLException failure) {
            explain(statement, used, failure);
        }
    }

    /** Leaves out a definition that failed because of an object that was left out, unless the definition holds data. */
    private void explain(ScriptStatement statement, List<String> used, SQLException failure) throws SQLException {
        StatementType kind = statement.kind();
        Matcher engine = ENGINE.matcher(statement.sql());
        if (kind == StatementType.TABLE && engine.find()) {
            throw because("The table " + statement.name() + " has the table engine " + engine.group(1), failure);
        }
        for (String table : countedOnly) {
            if (kind == StatementType.ROWS && statement.sql().startsWith("INSERT INTO " + table + "(")) {
                throw because("The table " + table + " has columns generated by functions", failure);
            }
        }
        if (used.isEmpty() || kind == StatementType.ROWS) {
            throw failure;
        }
        if (kind == StatementType.TABLE || kind == StatementType.TYPE) {
            throw because("The definition of " + statement.name() + " uses " + String.join(", ", used), failure);
        }
        if (kind != StatementType.COMMENT && kind != StatementType.GRANT) {
            leftOut.put(statement.name(), kind.text() + " " + statement.name() + ", which uses " + used.get(0));
        }
    }

    private static SQLException because(String reason, SQLException failure) {
        return new SQLException(
                reason + ", whose code is not run in a scratch database. The backup cannot be verified there: "
                        + withoutData(failure).getMessage(),
                NOT_HERE,
                failure.getErrorCode());
    }

    /** Removes the failed statement from the message, because H2 quotes it with all its data. */
    private static SQLException withoutData(SQLException failure) {
        return failure instanceof JdbcException h2
                ? new SQLException(h2.getOriginalMessage(), failure.getSQLState(), failure.getErrorCode())
                : failure;
    }
}
