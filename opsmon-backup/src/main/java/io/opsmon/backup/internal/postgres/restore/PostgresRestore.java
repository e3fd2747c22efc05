package io.opsmon.backup.internal.postgres.restore;

import io.opsmon.backup.internal.jdbc.CancellableTask.Cancellation;
import io.opsmon.backup.internal.jdbc.Connections;
import io.opsmon.backup.internal.jdbc.DumpStatements;
import io.opsmon.backup.internal.jdbc.PipedTask;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/**
 * Restores a dump in one transaction. If a definition or rows fail, nothing is restored. Other statements run on
 * savepoints and become warnings if they fail: privileges of missing roles, comments, refreshes of materialized views,
 * replication, foreign servers, and extensions that need a superuser. Not thread-safe.
 *
 * @see ConditionalChecks
 * @see ExecutionPath
 * @since 0.1
 */
public final class PostgresRestore {

    /** Users may have transactions that are read-only by default. */
    private static final String READ_WRITE = "SET TRANSACTION READ WRITE";

    /** The settings for running a dump, within its transaction. */
    private static final List<String> SETTINGS = List.of(
            "SET LOCAL statement_timeout = 0",
            "SET LOCAL lock_timeout = 0",
            "SET LOCAL idle_in_transaction_session_timeout = 0",
            "SET LOCAL client_min_messages = warning",
            "SET LOCAL standard_conforming_strings = on",
            "SET LOCAL check_function_bodies = off",
            "SET LOCAL xmloption = content",
            "SET LOCAL default_table_access_method = heap",
            "SET LOCAL DateStyle = 'ISO, YMD'",
            "SET LOCAL IntervalStyle = 'postgres'",
            "SET LOCAL TimeZone = 'UTC'",
            "SET LOCAL row_security = off");

    private static final int BUFFER = 1 << 16;
    private static final int HINTS = 3;

    private static final String UNDEFINED_OBJECT = "42704";

    /** PostgreSQL's states for a missing object, function, table, column and schema. */
    private static final Set<String> MISSING = Set.of(UNDEFINED_OBJECT, "42883", "42P01", "42703", "3F000");

    /** Objects without rows of their own, which become warnings if an extension or a foreign object is missing. */
    private static final Pattern DERIVED = Pattern.compile("CREATE (?:OR REPLACE )?(?:MATERIALIZED VIEW|VIEW|FUNCTION"
            + "|PROCEDURE|AGGREGATE|RULE|TRIGGER|UNIQUE INDEX|INDEX|TEXT SEARCH) |ALTER (?:VIEW|INDEX|TEXT SEARCH) ");

    private static final Pattern FOREIGN = Pattern.compile("CREATE (?:FOREIGN DATA WRAPPER|SERVER|FOREIGN TABLE) ");

    private static final Pattern CLIENT_ENCODING = Pattern.compile("SET client_encoding = .*");

    private final Connection connection;
    private final Statement statement;
    private final RestorePlan plan;
    private final Warnings warnings = new Warnings();
    private final Savepoints savepoints;
    private final ExecutionPath path;

    /** The definitions before the rows that need a later definition, in their order. */
    private final List<String> postponed = new ArrayList<>();

    private boolean isBeforeRows = true;

    /** Whether an extension or a foreign object is missing, which other objects may need. */
    private boolean isIncomplete;

    private PostgresRestore(Connection connection, Statement statement, RestorePlan plan) throws SQLException {
        this.connection = connection;
        this.statement = statement;
        this.plan = plan;
        this.savepoints = new Savepoints(connection, statement, warnings);
        this.path = new ExecutionPath(connection, statement);
    }

    /**
     * Restores a dump.
     *
     * @param dataSource the database
     * @param dump writes the dump
     * @param reader reads the statements of the dump
     * @param plan the rules
     * @return the warnings, as text for display: optional statements that failed, and the reason
     * @throws IOException if the dump cannot be read; nothing has changed then
     * @throws SQLException if the database fails, or contains objects that prevent the restore; nothing has changed
     *     then
     * @throws InterruptedException if the thread was interrupted; nothing has changed then
     */
    public static List<String> run(
            DataSource dataSource,
            PipedTask.Source dump,
            Function<InputStream, DumpStatements> reader,
            RestorePlan plan)
            throws IOException, SQLException, InterruptedException {
        List<String> warnings = new ArrayList<>();
        PipedTask.read(
                dataSource,
                dump,
                (connection, cancellable, script, whole) ->
                        warnings.addAll(run(connection, cancellable, reader.apply(script), plan, whole)));
        return warnings;
    }

    private static List<String> run(
            Connection connection,
            Consumer<Cancellation> cancellable,
            DumpStatements dump,
            RestorePlan plan,
            BooleanSupplier whole)
            throws SQLException, IOException {
        cancellable.accept(connection.unwrap(PGConnection.class)::cancelQuery);
        connection.setAutoCommit(false);
        boolean done = false;
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute(READ_WRITE);
            PostgresRestore restore = new PostgresRestore(connection, statement, plan);
            restore.settings();
            restore.all(dump, whole);
            connection.commit();
            done = true;
            return restore.warnings.texts();
        } finally {
            Connections.end(connection, done);
        }
    }

    private void settings() throws SQLException {
        for (String setting : SETTINGS) {
            statement.execute(setting);
        }
        path.strict();
    }

    private void all(DumpStatements dump, BooleanSupplier whole) throws SQLException, IOException {
        for (String each : plan.before()) {
            statement.execute(each);
        }
        ConditionalChecks checks = new ConditionalChecks(connection);
        CopyManager copies = connection.unwrap(PGConnection.class).getCopyAPI();
        while (dump.next()) {
            if (plan.skipsOwn() && dump.isOwn()) {
                continue;
            }
            if (dump.hasRows()) {
                path.strict();
                beginRows();
                checks.setAside();
                path.evaluating(dump.sql());
                rows(copies, dump);
            } else if (plan.isRun(dump.sql())) {
                StatementKind kind = StatementKind.of(dump.sql());
                path.strict();
                if (!kind.isBeforeOrWithinRows()) {
                    checks.add(savepoints);
                }
                run(kind, dump.sql());
            }
        }
        if (!whole.getAsBoolean()) {
            throw new EOFException("The dump ended before it was complete");
        }
        path.strict();
        beginRows();
        checks.add(savepoints);
        checks.validate(savepoints, path);
    }

    /**
     * Runs the postponed definitions again, with a path for functions: the expression of a generated column or of a
     * partition key may contain a function that names a later object.
     */
    private void beginRows() throws SQLException {
        if (!isBeforeRows) {
            return;
        }
        isBeforeRows = false;
        int before = Integer.MAX_VALUE;
        while (!postponed.isEmpty() && postponed.size() < before) {
            before = postponed.size();
            List<String> again = List.copyOf(postponed);
            postponed.clear();
            for (String sql : again) {
                path.evaluating(sql);
                boolean unused = savepoints.run(sql, failure -> isPostponed(sql, failure));
            }
        }
        path.strict();
        for (String sql : postponed) {
            required(sql);
        }
        postponed.clear();
    }

    private boolean isPostponed(String sql, SQLException failure) throws SQLException {
        if (!MISSING.contains(failure.getSQLState())) {
            throw explained(sql, failure);
        }
        postponed.add(sql);
        return true;
    }

    /** Postpones an optional statement before the rows, if its object is postponed. */
    private boolean isPostponedToo(String sql, SQLException failure) throws SQLException {
        return isBeforeRows
                && !postponed.isEmpty()
                && MISSING.contains(failure.getSQLState())
                && isPostponed(sql, failure);
    }

    private void rows(CopyManager copies, DumpStatements dump) throws SQLException, IOException {
        try {
            copies.copyIn(dump.sql(), dump.rows(), BUFFER);
        } catch (SQLException failure) {
            throw explained(dump.sql(), failure);
        }
    }

    private void run(StatementKind kind, String sql) throws SQLException {
        switch (kind) {
            case FRAME -> {
                // This class controls the transaction and the path.
            }
            case SETTING -> setting(sql);
            case SCHEMA -> definition("CREATE SCHEMA IF NOT EXISTS" + sql.substring("CREATE SCHEMA".length()));
            case EXTENSION -> extension(sql);
            case COMMENT -> savepoints.run(sql, failure -> isUnchangedComment(sql) || isPostponedToo(sql, failure));
            case REFRESH -> {
                path.evaluating(sql);
                savepoints.run(sql);
            }
            case OPTIONAL -> optional(sql);
            case POLICY -> policy(sql);
            case EVALUATION -> {
                path.evaluating(sql);
                definition(sql);
            }
            case VALUE, DEFINITION -> definition(sql);
        }
    }

    private void definition(String sql) throws SQLException {
        if (isBeforeRows) {
            boolean unused = savepoints.run(sql, failure -> isPostponed(sql, failure));
        } else {
            required(sql);
        }
    }

    private void required(String sql) throws SQLException {
        boolean mayLack = plan.scratch() == null
                ? isIncomplete && DERIVED.matcher(sql).lookingAt()
                : plan.scratch().isIncomplete();
        if (mayLack) {
            boolean unused = savepoints.run(sql, failure -> {
                if (!MISSING.contains(failure.getSQLState())) {
                    throw explained(sql, failure);
                }
                return false;
            });
            return;
        }
        try {
            statement.execute(sql);
        } catch (SQLException failure) {
            throw explained(sql, failure);
        }
    }

    /** A server of another version may not know a setting; a tablespace may be missing. */
    private void setting(String sql) throws SQLException {
        if (CLIENT_ENCODING.matcher(sql).matches()) {
            if (!sql.contains("'UTF8'") && !sql.contains("'SQL_ASCII'")) {
                throw new SQLException("The dump is not in UTF-8 (" + sql + "). Make a new backup.");
            }
        } else if (sql.contains("tablespace")) {
            savepoints.run("SET LOCAL" + sql.substring("SET".length()));
        } else {
            savepoints.run("SET LOCAL" + sql.substring("SET".length()), failure -> true);
        }
    }

    private void extension(String sql) throws SQLException {
        if (plan.scratch() == null) {
            isIncomplete |= !savepoints.run(sql);
            return;
        }
        // Another connection sees the schemas only after a commit. A scratch database needs no rollback.
        connection.commit();
        statement.execute(READ_WRITE);
        path.forget();
        settings();
        if (!plan.scratch().provides(sql)) {
            required(sql);
        }
    }

    /** An isolated database leaves out these statements by name; any other one may be an attack. */
    private void optional(String sql) throws SQLException {
        if (plan.scratch() != null && plan.scratch().isCaged()) {
            required(sql);
        } else {
            boolean done = savepoints.run(sql, failure -> isPostponedToo(sql, failure));
            isIncomplete |= !done && FOREIGN.matcher(sql).lookingAt();
        }
    }

    /** A policy for a missing role has no effect. All other policies protect rows and are required. */
    private void policy(String sql) throws SQLException {
        boolean unused = savepoints.run(sql, failure -> {
            if (!UNDEFINED_OBJECT.equals(failure.getSQLState())) {
                throw explained(sql, failure);
            }
            return false;
        });
    }

    /** The owner of an extension may be another user; the comment of the extension is usually the same. */
    private boolean isUnchangedComment(String sql) throws SQLException {
        try (var same = connection.prepareStatement(
                "SELECT FROM pg_catalog.pg_extension e WHERE ? = pg_catalog.format('COMMENT ON EXTENSION %I IS %L',"
                        + " e.extname, pg_catalog.obj_description(e.oid, 'pg_extension'))")) {
            same.setString(1, sql);
            try (var found = same.executeQuery()) {
                return found.next();
            }
        }
    }

    /** Names the statement and the earlier warnings, which may be the reason, and keeps the state. */
    private SQLException explained(String sql, SQLException failure) {
        if (failure instanceof SQLTransientException || failure instanceof SQLRecoverableException) {
            return failure;
        }
        List<String> earlier = warnings.texts();
        String hint = earlier.isEmpty()
                ? ""
                : ". Before that, these statements failed: "
                        + String.join("; ", earlier.subList(0, Math.min(HINTS, earlier.size())));
        return new SQLException(
                Warnings.subject(sql) + ": " + failure.getMessage() + hint, failure.getSQLState(), failure);
    }
}
