package io.opsmon.backup.internal.catalogue;

import io.opsmon.backup.FileState;
import io.opsmon.internal.jdbc.OwnTransactions;
import io.opsmon.jdbc.DatabaseDialect;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.dao.DataAccessException;

/**
 * The catalog's data about the storage: the id of the storage, files that the last comparison found missing or damaged,
 * and pending removals. Thread-safe.
 *
 * <p>{@code file_state} and {@code status} are independent: a missing backup keeps its status, and only a deletion sets
 * the status {@code REMOVING}.
 *
 * @since 0.1
 */
public final class CataloguedFiles {

    /** The name of the first storage. */
    public static final String MAIN = "main";

    private static final String SHOWN =
            "WHERE status IN ('SUCCEEDED', 'VERIFIED') AND file_name IS NOT NULL ORDER BY requested_at DESC, id DESC ";

    private final OwnTransactions transactions;
    private final BackupRows rows;

    CataloguedFiles(OwnTransactions transactions, BackupRows rows) {
        this.transactions = transactions;
        this.rows = rows;
    }

    /**
     * The storage that this catalog belongs to.
     *
     * @param id the id in the storage's marker
     * @param isConfirmed whether the marker was found in the storage
     */
    public record KnownStorage(String id, boolean isConfirmed) {}

    /**
     * A pending removal.
     *
     * @param backupId the id of the backup
     * @param reason the reason of the removal
     */
    public record Removal(String backupId, String reason) {}

    /**
     * Returns a storage that the catalog belongs to.
     *
     * @param name {@link #MAIN}, or the name of a storage of copies
     * @return the storage; empty if none was ever used
     * @throws DataAccessException if the database fails
     */
    public Optional<KnownStorage> storage(String name) {
        return transactions.run("Find the storage of the catalog", connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT storage_id, confirmed FROM opsmon_backup_storage WHERE name = ?")) {
                select.setString(1, name);
                try (ResultSet row = select.executeQuery()) {
                    return row.next()
                            ? Optional.of(new KnownStorage(row.getString(1), row.getBoolean(2)))
                            : Optional.empty();
                }
            }
        });
    }

    /**
     * Proposes an id for a storage that is used for the first time. If several nodes propose an id, the first proposal
     * is kept.
     *
     * @param name the name of the storage
     * @param id the proposed id
     * @throws DataAccessException if the database fails
     */
    public void propose(String name, String id) {
        transactions.runContended("Propose an id for the storage of backups", 3, connection -> {
            if (rows.update(connection, "UPDATE opsmon_backup_storage SET name = name WHERE name = ?", name) == 0) {
                insert(connection, name, id, false);
            }
            return true;
        });
    }

    /**
     * Records the id in the storage's marker, and replaces any other id.
     *
     * @param name the name of the storage
     * @param id the id of the storage
     * @throws DataAccessException if the database fails
     */
    public void confirm(String name, String id) {
        transactions.runContended("Record the storage of backups", 3, connection -> {
            if (rows.update(
                            connection,
                            "UPDATE opsmon_backup_storage SET storage_id = ?, confirmed = TRUE WHERE name = ?",
                            id,
                            name)
                    == 0) {
                insert(connection, name, id, true);
            }
            return true;
        });
    }

    private void insert(Connection connection, String name, String id, boolean isConfirmed) throws SQLException {
        rows.update(
                connection,
                "INSERT INTO opsmon_backup_storage (name, storage_id, confirmed) VALUES (?, ?, ?)",
                name,
                id,
                isConfirmed);
    }

    /**
     * Returns files of which the correct storage has at least one.
     *
     * @param name the name of the storage
     * @return the file names of the latest backups, at most 50
     * @throws DataAccessException if the database fails
     */
    public List<String> expectedFiles(String name) {
        if (!name.equals(MAIN)) {
            return texts(
                    "List the latest copies of backups",
                    dialect -> "SELECT file_name FROM opsmon_backup JOIN opsmon_backup_copy ON backup_id = id"
                            + " AND storage = ? AND state = 'STORED' " + SHOWN + dialect.limit("50"),
                    name);
        }
        return texts(
                "List the files of the latest backups",
                dialect -> "SELECT file_name FROM opsmon_backup "
                        + SHOWN.replace("ORDER", "AND file_state <> 'REMOVED' ORDER") + dialect.limit("50"));
    }

    /**
     * Checks whether a file belongs to a backup that is stored, being made or being removed.
     *
     * @param file the name of the file
     * @return true if the file belongs to such a backup
     * @throws DataAccessException if the database fails
     */
    public boolean isOfBackup(String file) {
        return !texts(
                        "Find the backup of a file",
                        dialect -> "SELECT id FROM opsmon_backup WHERE file_name = ?"
                                + " AND (lease IS NOT NULL OR status IN ('SUCCEEDED', 'VERIFIED', 'REMOVING'))",
                        file)
                .isEmpty();
    }

    /**
     * Checks whether a file belongs to a removed or cancelled backup.
     *
     * @param file the name of the file
     * @return true if the file belongs to such a backup
     * @throws DataAccessException if the database fails
     */
    public boolean isOfRemoved(String file) {
        return !texts(
                        "Find the removed backup of a file",
                        dialect -> "SELECT id FROM opsmon_backup WHERE file_name = ? AND lease IS NULL"
                                + " AND status IN ('EXPIRED', 'CANCELLED')",
                        file)
                .isEmpty();
    }

    private List<String> texts(String task, Function<DatabaseDialect, String> sql, String... values) {
        return transactions.run(task, connection -> {
            List<String> texts = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(sql.apply(transactions.dialect(connection)))) {
                for (int index = 0; index < values.length; index++) {
                    select.setString(index + 1, values[index]);
                }
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        texts.add(row.getString(1));
                    }
                }
            }
            return texts;
        });
    }

    /**
     * Records the result of a comparison with the storage. The status of the backup is not changed.
     *
     * @param id the id of the backup
     * @param state the result of the comparison
     * @return false if the state is unchanged, the backup is not stored, or the backup has a lease
     * @throws DataAccessException if the database fails
     */
    public boolean note(String id, FileState state) {
        return change(
                "Record the file state of a backup",
                "UPDATE opsmon_backup SET file_state = ? WHERE id = ? AND lease IS NULL"
                        + " AND status IN ('SUCCEEDED', 'VERIFIED') AND file_state <> ?",
                state.name(),
                id,
                state.name());
    }

    /**
     * Records the state that an activity with a lease found when it read the file.
     *
     * @param id the id of the backup
     * @param state the state
     * @return false if the recorded state was not {@link FileState#PRESENT}
     * @throws DataAccessException if the database fails
     */
    public boolean noteRead(String id, FileState state) {
        return change(
                "Record the file state of a backup that was read",
                "UPDATE opsmon_backup SET file_state = ? WHERE id = ? AND file_state = 'PRESENT'",
                state.name(),
                id);
    }

    /**
     * Records that the removal of a backup begins. The backup cannot be leased from now on.
     *
     * @param id the id of the backup
     * @param reason the reason, at most 500 characters
     * @return false if the backup is not stored, or has a lease
     * @throws DataAccessException if the database fails
     */
    public boolean beginRemoval(String id, String reason) {
        return change(
                "Begin to remove a backup",
                "UPDATE opsmon_backup SET status = 'REMOVING', removal_reason = ?"
                        + " WHERE id = ? AND lease IS NULL AND status IN ('SUCCEEDED', 'VERIFIED')",
                reason,
                id);
    }

    /**
     * Records that the files of a removed backup are deleted.
     *
     * @param id the id of the backup
     * @return false if the backup was not being removed
     * @throws DataAccessException if the database fails
     */
    public boolean endRemoval(String id) {
        return change(
                "Record a removed backup",
                "UPDATE opsmon_backup SET status = 'EXPIRED' WHERE id = ? AND status = 'REMOVING'",
                id);
    }

    /**
     * Lists the removals that are not finished.
     *
     * @return the removals with their reasons
     * @throws DataAccessException if the database fails
     */
    public List<Removal> removals() {
        return transactions.run("List removals of backups", connection -> {
            List<Removal> removals = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(
                            "SELECT id, removal_reason FROM opsmon_backup WHERE status = 'REMOVING' ORDER BY id");
                    ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    removals.add(new Removal(row.getString(1), String.valueOf(row.getString(2))));
                }
            }
            return removals;
        });
    }

    private boolean change(String task, String sql, Object... values) {
        return transactions.run(task, connection -> rows.update(connection, sql, values)) > 0;
    }
}
