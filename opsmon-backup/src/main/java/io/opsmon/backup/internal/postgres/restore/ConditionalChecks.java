package io.opsmon.backup.internal.postgres.restore;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The check constraints whose result does not depend on the row alone: constraints that call functions of users, or
 * functions such as {@code now()}. Rows that satisfied such a constraint once may violate it during a restore. The
 * restore therefore drops these constraints before the rows, adds them again as {@code NOT VALID} after the rows, and
 * validates them at its end. Not thread-safe.
 */
final class ConditionalChecks {

    /**
     * The expression tree names functions of the system by OID; they have no entry in {@code pg_depend}. Constraints
     * that only inherit are dropped and added with their parent. PostgreSQL cannot validate the constraint of a domain
     * within arrays or composite types, so that these constraints stay.
     */
    private static final String CONDITIONAL = """
            SELECT k.oid,
                   CASE WHEN k.contypid <> 0 THEN 'DOMAIN ' || pg_catalog.format_type(k.contypid, NULL) ELSE pg_catalog.format('TABLE %I.%I', n.nspname, c.relname) END,
                   pg_catalog.quote_ident(k.conname), pg_catalog.pg_get_constraintdef(k.oid), pg_catalog.quote_literal(pg_catalog.obj_description(k.oid, 'pg_constraint'))
              FROM pg_catalog.pg_constraint k
                   LEFT JOIN pg_catalog.pg_class c ON c.oid = k.conrelid LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
             WHERE k.contype = 'c' AND k.convalidated AND k.coninhcount = 0
               AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                                WHERE (d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = k.conrelid
                                    OR d.classid = 'pg_catalog.pg_type'::pg_catalog.regclass AND d.objid = k.contypid) AND d.deptype = 'e')
               AND NOT EXISTS (SELECT FROM pg_catalog.pg_type y JOIN pg_catalog.pg_attribute a ON a.atttypid = y.typarray OR a.atttypid = y.oid
                                      JOIN pg_catalog.pg_class u ON u.oid = a.attrelid
                                WHERE y.oid = k.contypid AND NOT a.attisdropped AND (a.atttypid = y.typarray OR u.relkind = 'c'))
               AND (k.conbin::pg_catalog.text LIKE '%{SQLVALUEFUNCTION %'
                 OR EXISTS (SELECT FROM pg_catalog.regexp_matches(k.conbin::pg_catalog.text, ':(?:funcid|opfuncid) (\\d+)', 'g') f
                              JOIN pg_catalog.pg_proc p ON p.oid = f[1]::pg_catalog.oid
                             WHERE p.oid >= 16384 OR p.provolatile <> 'i'))
             ORDER BY k.oid
            """;

    private static final int ROUNDS = 32;

    /** A constraint of a table or domain; owner is "TABLE" or "DOMAIN" with the qualified name. */
    private record Check(
            long oid,
            String owner,
            String quotedName,
            String definition,
            @Nullable String comment) {

        String add() {
            return "ALTER " + owner + " ADD CONSTRAINT " + quotedName + " " + definition + " NOT VALID";
        }

        String validate() {
            return "ALTER " + owner + " VALIDATE CONSTRAINT " + quotedName;
        }

        @Nullable
        String describe() {
            return comment == null
                    ? null
                    : "COMMENT ON CONSTRAINT " + quotedName + " ON "
                            + (owner.startsWith("TABLE ") ? owner.substring("TABLE ".length()) : owner) + " IS "
                            + comment;
        }
    }

    private final Connection connection;
    private final Set<Long> others = new HashSet<>();
    private final Deque<Check> dropped = new ArrayDeque<>();
    private final List<Check> added = new ArrayList<>();
    private boolean isAside;

    /** Remembers the constraints that exist already, which the restore does not change. */
    ConditionalChecks(Connection connection) throws SQLException {
        this.connection = connection;
        conditional().forEach(check -> others.add(check.oid()));
    }

    /** Drops the constraints before the first rows. */
    void setAside() throws SQLException {
        if (isAside) {
            return;
        }
        isAside = true;
        // Dropping a parent's constraint may leave a child's own constraint.
        for (int round = 0; round < ROUNDS; round++) {
            List<Check> checks = conditional();
            checks.removeIf(check -> others.contains(check.oid()));
            if (checks.isEmpty()) {
                return;
            }
            try (Statement statement = connection.createStatement()) {
                for (Check check : checks) {
                    statement.execute("ALTER " + check.owner() + " DROP CONSTRAINT IF EXISTS " + check.quotedName());
                    dropped.push(check);
                }
            }
        }
    }

    /** Adds the constraints after the last rows, children first, so that a parent finds the constraints to merge. */
    void add(Savepoints savepoints) throws SQLException {
        isAside = false;
        while (!dropped.isEmpty()) {
            Check check = dropped.pop();
            if (savepoints.run(check.add())) {
                added.add(check);
                @Nullable String comment = check.describe();
                boolean unused = comment == null || savepoints.run(comment);
            }
        }
    }

    /** Validates the constraints, when all rows and functions exist. */
    void validate(Savepoints savepoints, ExecutionPath path) throws SQLException {
        for (Check check : added) {
            path.evaluating(check.validate());
            savepoints.run(check.validate());
        }
        path.strict();
    }

    private List<Check> conditional() throws SQLException {
        List<Check> checks = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(CONDITIONAL)) {
            while (rows.next()) {
                checks.add(new Check(
                        rows.getLong(1), rows.getString(2), rows.getString(3), rows.getString(4), rows.getString(5)));
            }
        }
        return checks;
    }
}
