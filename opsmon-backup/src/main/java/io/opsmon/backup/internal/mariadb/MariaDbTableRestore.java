package io.opsmon.backup.internal.mariadb;

import io.opsmon.backup.BackupDatabase;
import io.opsmon.backup.TableRestore;
import io.opsmon.backup.internal.jdbc.KeyChecks;
import io.opsmon.backup.internal.jdbc.KeyChecks.ForeignKey;
import io.opsmon.backup.internal.jdbc.PipedTask;
import io.opsmon.backup.internal.jdbc.ScriptWriter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Copies one table from a scratch database into a table of the target with a name of opsmon, and checks it there. The
 * table then gets its new name, or its rows replace those of the existing table in one transaction. The definition of
 * the new table has no foreign keys and no triggers.
 */
final class MariaDbTableRestore {

    private static final List<String> SETTINGS = List.of(
            "SET NAMES utf8mb4",
            "SET foreign_key_checks = 0",
            "SET time_zone = '+00:00'",
            "SET sql_mode = 'NO_AUTO_VALUE_ON_ZERO'");

    private static final String OWN_KEYS = "SELECT CONSTRAINT_NAME FROM information_schema.REFERENTIAL_CONSTRAINTS"
            + " WHERE CONSTRAINT_SCHEMA = DATABASE() AND TABLE_NAME = ?";

    private static final String KEYS = "SELECT CONSTRAINT_NAME, TABLE_NAME, COLUMN_NAME, REFERENCED_TABLE_NAME,"
            + " REFERENCED_COLUMN_NAME FROM information_schema.KEY_COLUMN_USAGE WHERE TABLE_SCHEMA = DATABASE() AND"
            + " REFERENCED_TABLE_SCHEMA = DATABASE() AND ? IN (TABLE_NAME, REFERENCED_TABLE_NAME)"
            + " ORDER BY TABLE_NAME, CONSTRAINT_NAME, ORDINAL_POSITION";

    private static final String TRIGGERS = "SELECT TRIGGER_NAME FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA"
            + " = DATABASE() AND EVENT_OBJECT_TABLE = ? AND EVENT_MANIPULATION IN ('INSERT', 'DELETE')";

    private static final String EXISTING =
            "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ?";

    private static final int BUFFER = 1 << 16;

    private final BackupDatabase target;
    private final TableRestore table;

    /** The name of the table until it is complete. A table that a killed restore has left is replaced. */
    private final String staged;

    MariaDbTableRestore(BackupDatabase target, TableRestore table, String scratch) {
        this.target = target;
        this.table = table;
        this.staged = "opsmon_restore_" + scratch.substring(Math.max(0, scratch.length() - 32));
    }

    /** Restores the table, and returns the violated foreign keys of a new table. */
    List<String> run(BackupDatabase scratch) throws IOException, SQLException, InterruptedException {
        try (MariaDbSession session = MariaDbSession.open(target.dataSource());
                Statement statement = session.connection().createStatement()) {
            requireTarget(session.connection(), statement);
            drop(statement);
            try {
                copy(scratch);
                requireRows(statement);
                List<String> warnings = finish(session.connection(), statement);
                session.succeeded();
                return warnings;
            } finally {
                drop(statement);
            }
        }
    }

    private void drop(Statement statement) throws SQLException {
        statement.execute("DROP TABLE IF EXISTS " + MariaDbContents.quoted(staged));
    }

    /** Rejects a target that the table cannot be restored into, before rows are copied. */
    private void requireTarget(Connection connection, Statement statement) throws SQLException {
        String newName = table.newName();
        if (newName != null) {
            if (!names(connection, EXISTING, newName).isEmpty()) {
                throw new SQLException("The table " + newName + " already exists");
            }
            return;
        }
        MariaDbTable live = MariaDbTable.all(statement).stream()
                .filter(each -> each.name().equals(table.name()))
                .findFirst()
                .orElseThrow(() -> new SQLException("The table " + table.name() + " does not exist in the database"));
        List<String> triggers = names(connection, TRIGGERS, table.name());
        String problem = "";
        if (!live.engine().equals("INNODB")) {
            problem = "has the engine " + live.engine() + ", whose rows cannot be replaced in one transaction";
        } else if (live.isVersioned()) {
            problem = "has a history of its rows, which a replacement would extend";
        } else if (!triggers.isEmpty()) {
            problem = "has triggers that a replacement of its rows would fire: " + String.join(", ", triggers);
        }
        if (!problem.isEmpty()) {
            throw new SQLException(
                    "The table " + table.name() + " " + problem + ". Restore the table beside the existing one");
        }
    }

    private void copy(BackupDatabase scratch) throws IOException, SQLException, InterruptedException {
        PipedTask.read(
                target.dataSource(),
                out -> {
                    try {
                        write(scratch, out);
                    } catch (SQLException failure) {
                        throw new IOException(failure.getMessage(), failure);
                    }
                },
                MariaDbScript.reading(ScriptSelection.forScratch(false)));
    }

    private void write(BackupDatabase scratch, OutputStream sink)
            throws IOException, SQLException, InterruptedException {
        boolean unused = PipedTask.write(scratch.dataSource(), sink, (connection, cancellable, pipe) -> {
            OutputStream out = new BufferedOutputStream(pipe, BUFFER);
            try (MariaDbSession session = MariaDbSession.on(connection);
                    Statement statement = connection.createStatement()) {
                cancellable.accept(statement::cancel);
                rename(connection, statement);
                ScriptWriter script = new ScriptWriter(out);
                for (String setting : SETTINGS) {
                    script.statement(setting, true);
                }
                script.statement(definition(connection, statement), true);
                new MariaDbRows(statement, tableOf(statement, staged)).write(script);
                session.succeeded();
            }
            out.flush();
            return true;
        });
    }

    /** Gives the table of the scratch database the name for the target, without foreign keys. */
    private void rename(Connection connection, Statement statement) throws SQLException {
        MariaDbTable dumped = tableOf(statement, table.name());
        if (!dumped.hasRows() || dumped.isVersioned()) {
            throw new SQLException("The table " + table.name() + " in the backup "
                    + (dumped.isVersioned() ? "has a history of its rows" : "has no rows of its own")
                    + ". Restore the backup into an empty database");
        }
        statement.execute("SET foreign_key_checks = 0");
        for (String key : names(connection, OWN_KEYS, table.name())) {
            statement.execute("ALTER TABLE " + MariaDbContents.quoted(table.name()) + " DROP FOREIGN KEY "
                    + MariaDbContents.quoted(key));
        }
        statement.execute(
                "RENAME TABLE " + MariaDbContents.quoted(table.name()) + " TO " + MariaDbContents.quoted(staged));
    }

    private String definition(Connection connection, Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery("SHOW CREATE TABLE " + MariaDbContents.quoted(staged))) {
            rows.next();
            return new QualifiedNames(connection.getCatalog()).unqualified(rows.getString(2));
        }
    }

    private MariaDbTable tableOf(Statement statement, String name) throws SQLException {
        return MariaDbTable.all(statement).stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new SQLException("The table " + name + " is not in the backup"));
    }

    private void requireRows(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM " + MariaDbContents.quoted(staged))) {
            rows.next();
            if (rows.getLong(1) != table.rows()) {
                throw new SQLException("The table " + table.name() + " has " + rows.getLong(1) + " restored rows, and "
                        + table.rows() + " in the manifest. Verify the backup");
            }
        }
    }

    private List<String> finish(Connection connection, Statement statement) throws SQLException {
        List<ForeignKey> keys = keys(connection, statement);
        String newName = table.newName();
        if (newName != null) {
            List<String> violations = KeyChecks.violations(statement, keys);
            statement.execute(
                    "RENAME TABLE " + MariaDbContents.quoted(staged) + " TO " + MariaDbContents.quoted(newName));
            return violations.stream()
                    .map(each -> each.replace(staged, newName))
                    .toList();
        }
        String columns = columns(statement);
        boolean isDone = false;
        connection.setAutoCommit(false);
        try {
            statement.execute(locks(keys));
            List<String> violations = KeyChecks.violations(statement, keys);
            if (!violations.isEmpty()) {
                throw new SQLException("The rows of the backup do not fit to the other tables, and the table is"
                        + " unchanged: "
                        + String.join("; ", violations).replace(staged, table.name())
                        + ". Restore the table beside the existing one");
            }
            statement.execute("SET foreign_key_checks = 0");
            statement.execute("DELETE FROM " + MariaDbContents.quoted(table.name()));
            statement.execute("INSERT INTO " + MariaDbContents.quoted(table.name()) + " (" + columns + ") SELECT "
                    + columns + " FROM " + MariaDbContents.quoted(staged));
            connection.commit();
            isDone = true;
        } finally {
            if (!isDone) {
                connection.rollback();
            }
            statement.execute("UNLOCK TABLES");
            connection.setAutoCommit(true);
        }
        return List.of();
    }

    /** Returns the columns of the existing table, which must be those of the backup. */
    private String columns(Statement statement) throws SQLException {
        Set<String> dumped = written(tableOf(statement, staged));
        Set<String> existing = written(tableOf(statement, table.name()));
        if (!dumped.equals(existing)) {
            Set<String> missing = new TreeSet<>(dumped);
            missing.removeAll(existing);
            Set<String> added = new TreeSet<>(existing);
            added.removeAll(dumped);
            throw new SQLException("The table " + table.name() + " has other columns than in the backup: "
                    + String.join(", ", missing) + " only in the backup, " + String.join(", ", added)
                    + " only in the database. Restore the table beside the existing one");
        }
        return dumped.stream().map(MariaDbContents::quoted).collect(Collectors.joining(", "));
    }

    private static Set<String> written(MariaDbTable of) {
        return of.written().stream()
                .map(MariaDbTable.Column::name)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Locks the tables of the keys under the names that the checks use. */
    private String locks(List<ForeignKey> keys) {
        String rows = MariaDbContents.quoted(staged);
        Set<String> locks =
                new LinkedHashSet<>(List.of(MariaDbContents.quoted(table.name()) + " WRITE", rows + " READ"));
        for (ForeignKey key : keys) {
            locks.add(key.child() + " READ");
            locks.add(key.parent() + (key.parentName().equals(key.parent()) ? "" : " AS p") + " READ");
        }
        return "LOCK TABLES " + String.join(", ", locks);
    }

    /** Returns the foreign keys of the existing table, as if the restored table were in its place. */
    private List<ForeignKey> keys(Connection connection, Statement statement) throws SQLException {
        Set<String> dumped = tableOf(statement, staged).columns().stream()
                .map(MariaDbTable.Column::name)
                .collect(Collectors.toSet());
        Map<String, ForeignKey> keys = new LinkedHashMap<>();
        Set<String> without = new LinkedHashSet<>();
        try (PreparedStatement query = connection.prepareStatement(KEYS)) {
            query.setString(1, table.name());
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    String name = rows.getString(1) + " of " + rows.getString(2);
                    boolean isFrom = rows.getString(2).equals(table.name());
                    String own = isFrom ? rows.getString(3) : rows.getString(5);
                    if (!dumped.contains(own)) {
                        without.add(name);
                    }
                    keys.merge(name, key(name, rows), ForeignKey::with);
                }
            }
        }
        keys.keySet().removeAll(without);
        return List.copyOf(keys.values());
    }

    private ForeignKey key(String name, ResultSet row) throws SQLException {
        return new ForeignKey(
                name,
                replaced(row.getString(2)),
                List.of(MariaDbContents.quoted(row.getString(3))),
                replaced(row.getString(4)),
                List.of(MariaDbContents.quoted(row.getString(5))));
    }

    private String replaced(String name) {
        return MariaDbContents.quoted(
                name.toLowerCase(Locale.ROOT).equals(table.name().toLowerCase(Locale.ROOT)) ? staged : name);
    }

    private static List<String> names(Connection connection, String query, String name) throws SQLException {
        List<String> names = new ArrayList<>();
        try (PreparedStatement prepared = connection.prepareStatement(query)) {
            prepared.setString(1, name);
            try (ResultSet rows = prepared.executeQuery()) {
                while (rows.next()) {
                    names.add(rows.getString(1));
                }
            }
        }
        return names;
    }
}
