package io.opsmon.backup.internal.h2;

import io.opsmon.backup.TableRestore;
import io.opsmon.backup.internal.h2.ScriptStatement.StatementType;
import io.opsmon.backup.internal.jdbc.KeyChecks;
import io.opsmon.backup.internal.jdbc.KeyChecks.ForeignKey;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.h2.message.DbException;
import org.h2.util.ScriptReader;

/**
 * Runs the statements of one table of a script under a name of opsmon, and checks the table there. The table then gets
 * its new name, or its rows replace those of the existing table in one transaction. The new table has the columns, the
 * primary key, the unique keys and the checks of the dump.
 */
final class H2TableRestore {

    private static final String EXISTING =
            "SELECT TABLE_TYPE FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ?";

    private static final String COLUMNS = "SELECT COLUMN_NAME, IS_GENERATED = 'ALWAYS', IDENTITY_BASE IS NOT NULL FROM"
            + " INFORMATION_SCHEMA.COLUMNS WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ? ORDER BY ORDINAL_POSITION";

    private static final String TRIGGERS = "SELECT TRIGGER_NAME FROM INFORMATION_SCHEMA.TRIGGERS WHERE"
            + " EVENT_OBJECT_SCHEMA = ? AND EVENT_OBJECT_TABLE = ?";

    private static final String KEYS = "SELECT r.CONSTRAINT_NAME, c.TABLE_SCHEMA, c.TABLE_NAME, c.COLUMN_NAME,"
            + " p.TABLE_SCHEMA, p.TABLE_NAME, p.COLUMN_NAME FROM INFORMATION_SCHEMA.REFERENTIAL_CONSTRAINTS r"
            + " JOIN INFORMATION_SCHEMA.KEY_COLUMN_USAGE c ON c.CONSTRAINT_SCHEMA = r.CONSTRAINT_SCHEMA AND"
            + " c.CONSTRAINT_NAME = r.CONSTRAINT_NAME"
            + " JOIN INFORMATION_SCHEMA.KEY_COLUMN_USAGE p ON p.CONSTRAINT_SCHEMA = r.UNIQUE_CONSTRAINT_SCHEMA AND"
            + " p.CONSTRAINT_NAME = r.UNIQUE_CONSTRAINT_NAME AND p.ORDINAL_POSITION = c.POSITION_IN_UNIQUE_CONSTRAINT"
            + " WHERE (c.TABLE_SCHEMA, c.TABLE_NAME) = (?, ?) OR (p.TABLE_SCHEMA, p.TABLE_NAME) = (?, ?)"
            + " ORDER BY 1, c.ORDINAL_POSITION";

    private static final Pattern NAMED_KEY =
            Pattern.compile("\\AALTER TABLE \\S.*? ADD CONSTRAINT \\S.*? (PRIMARY KEY|UNIQUE|CHECK)\\b");

    private final Connection connection;
    private final Statement statement;
    private final TableRestore table;
    private final String name;
    private final String stagedName;
    private final String staged;

    private H2TableRestore(Connection connection, Statement statement, TableRestore table, String scratch) {
        this.connection = connection;
        this.statement = statement;
        this.table = table;
        this.name = H2Contents.quoted(table.schema(), table.name());
        this.stagedName = "opsmon_restore_" + scratch.substring(Math.max(0, scratch.length() - 32));
        this.staged = H2Contents.quoted(table.schema(), stagedName);
    }

    /** Restores the table, and returns the violated foreign keys of a new table. */
    static List<String> run(
            Statement statement, InputStream script, BooleanSupplier whole, TableRestore table, String scratch)
            throws SQLException, IOException {
        H2TableRestore restore = new H2TableRestore(statement.getConnection(), statement, table, scratch);
        restore.requireTarget();
        restore.drop();
        try {
            restore.copy(script);
            if (!whole.getAsBoolean()) {
                throw new EOFException("The dump ended before it was complete");
            }
            restore.requireRows();
            return restore.finish();
        } catch (SQLException failure) {
            throw H2Restore.withoutData(failure);
        } finally {
            restore.drop();
        }
    }

    private void drop() throws SQLException {
        try (Statement dropping = connection.createStatement()) {
            dropping.execute("DROP TABLE IF EXISTS " + staged);
            dropping.execute("DROP TABLE IF EXISTS SYSTEM_LOB_STREAM");
        }
    }

    private void requireTarget() throws SQLException {
        String newName = table.newName();
        if (newName != null) {
            if (!texts(EXISTING, table.schema(), newName).isEmpty()) {
                throw new SQLException("The table " + newName + " already exists");
            }
            return;
        }
        List<String> type = texts(EXISTING, table.schema(), table.name());
        if (!type.equals(List.of("BASE TABLE"))) {
            throw new SQLException("The table " + table.display()
                    + (type.isEmpty() ? " does not exist in the database" : " in the database is no ordinary table"));
        }
        List<String> triggers = texts(TRIGGERS, table.schema(), table.name());
        List<String> children = keys(name).stream()
                .filter(key -> key.parent().equals(name) && !key.child().equals(name))
                .map(ForeignKey::child)
                .distinct()
                .toList();
        String problem = "";
        if (!triggers.isEmpty()) {
            problem = "has triggers that a replacement of its rows would fire: " + String.join(", ", triggers);
        } else if (!children.isEmpty()) {
            problem = "is referenced by " + String.join(", ", children)
                    + ", and H2 cannot replace referenced rows in one transaction";
        }
        if (!problem.isEmpty()) {
            throw new SQLException(
                    "The table " + table.display() + " " + problem + ". Restore the table beside the existing one");
        }
    }

    /** Runs the statements of the table. The rows of a table, with their large values, follow its definition. */
    private void copy(InputStream script) throws SQLException, IOException {
        boolean isOfTable = false;
        boolean isFound = false;
        try (ScriptReader statements = new ScriptReader(new InputStreamReader(script, StandardCharsets.UTF_8))) {
            String sql = statements.readStatement();
            while (sql != null) {
                Optional<ScriptStatement> recognized = ScriptStatement.of(sql);
                if (recognized.isPresent()) {
                    ScriptStatement each = recognized.get();
                    if (each.kind() == StatementType.TABLE && !each.name().isEmpty()) {
                        isOfTable = each.name().equals(name);
                        isFound |= isOfTable;
                    }
                    run(each, isOfTable);
                }
                sql = statements.readStatement();
            }
        } catch (DbException failure) {
            throw new IOException("The script cannot be parsed", failure);
        }
        if (!isFound) {
            throw new SQLException("The table " + table.display() + " is not in the backup");
        }
    }

    private void run(ScriptStatement each, boolean isOfTable) throws SQLException {
        String sql = each.sql();
        switch (each.kind()) {
            case LARGE_VALUES -> {
                if (sql.startsWith("CREATE")) {
                    statement.execute(sql);
                }
            }
            case TABLE, ROWS -> {
                boolean isLargeValue = sql.contains(" SYSTEM_LOB_STREAM");
                if (isOfTable || (isLargeValue && each.kind() == StatementType.TABLE)) {
                    statement.execute(renamed(sql));
                }
            }
            case CONSTRAINT -> {
                if (sql.contains("SYSTEM_LOB_STREAM_PRIMARY_KEY")) {
                    statement.execute(sql);
                } else if (sql.startsWith("ALTER TABLE " + name + " ")
                        && NAMED_KEY.matcher(sql).find()) {
                    statement.execute(NAMED_KEY
                            .matcher(sql)
                            .replaceFirst("ALTER TABLE " + Matcher.quoteReplacement(staged) + " ADD $1"));
                }
            }
            default -> {
                // Of another table, or of the database.
            }
        }
    }

    /** Replaces the name at the beginning of a statement. */
    private String renamed(String sql) {
        int at = sql.indexOf(name);
        int end = sql.indexOf('(');
        return at < 0 || at > end ? sql : sql.substring(0, at) + staged + sql.substring(at + name.length());
    }

    private void requireRows() throws SQLException {
        try (ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM " + staged)) {
            rows.next();
            if (rows.getLong(1) != table.rows()) {
                throw new SQLException("The table " + table.display() + " has " + rows.getLong(1)
                        + " restored rows, and " + table.rows() + " in the manifest. Verify the backup");
            }
        }
    }

    private List<String> finish() throws SQLException {
        String newName = table.newName();
        List<String> violations = KeyChecks.violations(statement, keys(staged));
        if (newName != null) {
            statement.execute("ALTER TABLE " + staged + " RENAME TO " + H2Contents.quoted(newName));
            return violations.stream()
                    .map(each -> each.replace(stagedName, newName))
                    .toList();
        }
        if (!violations.isEmpty()) {
            throw new SQLException("The rows of the backup do not fit to the other tables, and the table is unchanged: "
                    + String.join("; ", violations).replace(stagedName, table.name())
                    + ". Restore the table beside the existing one");
        }
        String columns = columns();
        connection.setAutoCommit(false);
        boolean isDone = false;
        try {
            statement.execute("DELETE FROM " + name);
            statement.execute("INSERT INTO " + name + "(" + columns + ") OVERRIDING SYSTEM VALUE SELECT " + columns
                    + " FROM " + staged);
            connection.commit();
            isDone = true;
        } finally {
            if (!isDone) {
                connection.rollback();
            }
            connection.setAutoCommit(true);
        }
        raiseIdentity();
        return List.of();
    }

    /** Returns the columns of the existing table, which must be those of the backup. */
    private String columns() throws SQLException {
        Set<String> missing = stored(stagedName);
        Set<String> added = stored(table.name());
        String columns = added.stream().map(H2Contents::quoted).collect(Collectors.joining(", "));
        Set<String> both = new TreeSet<>(missing);
        both.retainAll(added);
        missing.removeAll(both);
        added.removeAll(both);
        if (!missing.isEmpty() || !added.isEmpty()) {
            throw new SQLException("The table " + table.display() + " has other columns than in the backup: "
                    + String.join(", ", missing) + " only in the backup, " + String.join(", ", added)
                    + " only in the database. Restore the table beside the existing one");
        }
        return columns;
    }

    private Set<String> stored(String of) throws SQLException {
        Set<String> columns = new TreeSet<>();
        try (PreparedStatement query = prepared(COLUMNS, table.schema(), of);
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                if (!rows.getBoolean(2)) {
                    columns.add(rows.getString(1));
                }
            }
        }
        return columns;
    }

    /** Lets the next value of an identity column follow the restored values. The values are never lowered. */
    private void raiseIdentity() throws SQLException {
        List<String> raised = new ArrayList<>();
        try (PreparedStatement query = prepared(
                        "SELECT COLUMN_NAME, IDENTITY_BASE FROM INFORMATION_SCHEMA.COLUMNS WHERE TABLE_SCHEMA = ? AND"
                                + " TABLE_NAME = ? AND IDENTITY_INCREMENT > 0",
                        table.schema(),
                        table.name());
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                String column = H2Contents.quoted(rows.getString(1));
                try (ResultSet highest = statement.executeQuery("SELECT MAX(" + column + ") FROM " + name)) {
                    highest.next();
                    if (highest.getLong(1) >= rows.getLong(2)) {
                        raised.add("ALTER TABLE " + name + " ALTER COLUMN " + column + " RESTART WITH "
                                + (highest.getLong(1) + 1));
                    }
                }
            }
        }
        for (String sql : raised) {
            statement.execute(sql);
        }
    }

    /** Returns the foreign keys from and to the existing table, with another table in its place. */
    private List<ForeignKey> keys(String place) throws SQLException {
        Map<String, ForeignKey> keys = new LinkedHashMap<>();
        try (PreparedStatement query = prepared(KEYS, table.schema(), table.name(), table.schema(), table.name());
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                String child = H2Contents.quoted(rows.getString(2), rows.getString(3));
                String parent = H2Contents.quoted(rows.getString(5), rows.getString(6));
                ForeignKey key = new ForeignKey(
                        rows.getString(1) + " of " + rows.getString(3),
                        child.equals(name) ? place : child,
                        List.of(H2Contents.quoted(rows.getString(4))),
                        parent.equals(name) ? place : parent,
                        List.of(H2Contents.quoted(rows.getString(7))));
                keys.merge(key.name(), key, ForeignKey::with);
            }
        }
        return List.copyOf(keys.values());
    }

    private PreparedStatement prepared(String query, String... values) throws SQLException {
        PreparedStatement prepared = connection.prepareStatement(query);
        for (int k = 0; k < values.length; k++) {
            prepared.setString(k + 1, values[k]);
        }
        return prepared;
    }

    private List<String> texts(String query, String... values) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (PreparedStatement prepared = prepared(query, values);
                ResultSet rows = prepared.executeQuery()) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }
}
