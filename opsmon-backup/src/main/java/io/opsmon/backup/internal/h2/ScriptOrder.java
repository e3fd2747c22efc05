package io.opsmon.backup.internal.h2;

import io.opsmon.backup.internal.h2.ScriptStatement.StatementType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * Runs the statements of a script, and repeats definitions that need later definitions. {@code SCRIPT} writes domains
 * before the sequences and functions of their defaults, and views before tables that were altered later. Used by one
 * thread. Runs in the cage, too, and therefore needs only the JDK and H2.
 */
final class ScriptOrder {

    private static final Set<StatementType> BEFORE_TABLES =
            Set.of(StatementType.TYPE, StatementType.FUNCTION, StatementType.AGGREGATE);

    private static final String INVALID_VIEWS = "SELECT TABLE_SCHEMA, TABLE_NAME FROM INFORMATION_SCHEMA.VIEWS WHERE"
            + " STATUS = 'INVALID' AND " + H2Contents.isOwnSchema("TABLE_SCHEMA")
            // H2 returns its last result again, although views were compiled, unless the query is not deterministic.
            + " AND RAND() >= 0 ORDER BY 1, 2";

    private final Execution execution;
    private final List<String> postponed = new ArrayList<>();
    private boolean hasTables;

    /** Executes one statement. */
    @FunctionalInterface
    interface Execution {
        void run(String sql) throws SQLException;
    }

    ScriptOrder(Execution execution) {
        this.execution = execution;
    }

    /** Runs a statement, or postpones the statement until the next table. */
    void run(String sql) throws SQLException {
        if (hasTables) {
            execution.run(sql);
            return;
        }
        StatementType kind = ScriptStatement.of(sql).map(ScriptStatement::kind).orElse(StatementType.NOTHING);
        if (kind == StatementType.TABLE) {
            end();
            hasTables = true;
        }
        if (BEFORE_TABLES.contains(kind)) {
            runOrPostpone(sql);
        } else {
            execution.run(sql);
        }
    }

    /** Runs a statement, or postpones the statement until {@link #end} if the statement fails. */
    void runOrPostpone(String sql) {
        try {
            execution.run(sql);
        } catch (SQLException needsOthers) {
            postponed.add(sql);
        }
    }

    /** Runs the postponed statements, until all succeed or all fail. */
    void end() throws SQLException {
        int before;
        do {
            before = postponed.size();
            SQLException failed = null;
            for (Iterator<String> each = postponed.iterator(); each.hasNext(); ) {
                try {
                    execution.run(each.next());
                    each.remove();
                } catch (SQLException failure) {
                    failed = failed == null ? failure : failed;
                }
            }
            if (failed != null && postponed.size() == before) {
                throw failed;
            }
        } while (!postponed.isEmpty());
    }

    /**
     * Compiles views whose tables did not exist when the views were created.
     *
     * @param statement a statement of a user who may alter the views
     * @return the views that are still invalid, as written in scripts
     */
    static List<String> compileViews(Statement statement) throws SQLException {
        List<String> invalid = invalidViews(statement);
        int before;
        do {
            before = invalid.size();
            for (String view : invalid) {
                try {
                    statement.execute("ALTER VIEW " + view + " RECOMPILE");
                } catch (SQLException stillInvalid) {
                    // Another view may have to be compiled first; otherwise the view remains in the list.
                }
            }
            invalid = invalidViews(statement);
        } while (!invalid.isEmpty() && invalid.size() < before);
        return invalid;
    }

    static List<String> invalidViews(Statement statement) throws SQLException {
        List<String> views = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(INVALID_VIEWS)) {
            while (rows.next()) {
                views.add(H2Contents.quoted(rows.getString(1), rows.getString(2)));
            }
        }
        return views;
    }
}
