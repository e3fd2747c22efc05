package io.opsmon.backup.catalogue;

import io.opsmon.backup.FileState;
import io.opsmon.jdbc.OwnTransactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.dao.DataAccessException;

/**
 * What the catalogue knows about the storage: which storage it is, which files were missing or damaged when they were
 * last looked for, and which are being removed. Thread-safe.
 *
 * <p>{@code file_state} and {@code status} are independent: a backup that is missing keeps its status, and a status of
 * {@code REMOVING} is set by a deletion only.
 *
 * @since 0.1
 */
public final class CataloguedFiles {

    private static final String STORAGE = "main";
    private static final String SHOWN =
            "WHERE status IN ('SUCCEEDED', 'VERIFIED') AND file_name IS NOT NULL ORDER BY requested_at DESC, id DESC"
                    + " LIMIT 50";

    private final OwnTransactions transactions;
    private final BackupRows rows;

    CataloguedFiles(OwnTransactions transactions, BackupRows rows) {
        this.transactions = transactions;
        this.rows = rows;
    }

    /**
     * The storage that this catalogue belongs to.
     *
     * @param id the id in the storage's marker
     * @param isConfirmed whether the marker is known to be in the storage
     */
    public record KnownStorage(String id, boolean isConfirmed) {}

    /**
     * A removal that was decided.
     *
     * @param backupId the backup
     * @param reason the reason that was given
     */
    public record Removal(String backupId, String reason) {}

    /**
     * The storage that is known.
     *
     * @return the storage; empty if none was ever used
     * @throws DataAccessException if the database fails
     */
    public Optional<KnownStorage> storage() {
        return transactions.run("Look for the known storage of backups", connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT storage_id, confirmed FROM opsmon_backup_storage WHERE name = ?")) {
                select.setString(1, STORAGE);
                try (ResultSet row = select.executeQuery()) {
                    return row.next()
                            ? Optional.of(new KnownStorage(row.getString(1), row.getBoolean(2)))
                            : Optional.empty();
                }
            }
        });
    }

    /**
     * Proposes an id for a storage that is about to be used for the first time. Of several nodes, the first one's
     * proposal stays.
     *
     * @param id the proposal
     * @throws DataAccessException if the database fails
     */
    public void propose(String id) {
        transactions.runContended("Propose an id for the storage of backups", 3, connection -> {
            if (rows.update(connection, "UPDATE opsmon_backup_storage SET name = name WHERE name = ?", STORAGE) == 0) {
                insert(connection, id, false);
            }
            return true;
        });
    }

    /**
     * Notes the id that is in the storage's marker, in the place of any other.
     *
     * @param id the id
     * @throws DataAccessException if the database fails
     */
    public void confirm(String id) {
        transactions.runContended("Note the storage of backups", 3, connection -> {
            if (rows.update(
                            connection,
                            "UPDATE opsmon_backup_storage SET storage_id = ?, confirmed = TRUE WHERE name = ?",
                            id,
                            STORAGE)
                    == 0) {
                insert(connection, id, true);
            }
            return true;
        });
    }

    private void insert(Connection connection, String id, boolean isConfirmed) throws SQLException {
        rows.update(
                connection,
                "INSERT INTO opsmon_backup_storage (name, storage_id, confirmed) VALUES (?, ?, ?)",
                STORAGE,
                id,
                isConfirmed);
    }

    /**
     * Names of files that the storage must have some of, if it is the right one.
     *
     * @return the files of the latest backups, at most 50
     * @throws DataAccessException if the database fails
     */
    public List<String> expectedFiles() {
        return texts("List the files of the latest backups", "SELECT file_name FROM opsmon_backup " + SHOWN);
    }

    /**
     * Whether a file belongs to a backup of the catalogue that is stored, being made or being removed.
     *
     * @param file the file's name
     * @return true if so
     * @throws DataAccessException if the database fails
     */
    public boolean isOfBackup(String file) {
        return !texts(
                        "Look for the backup of a file",
                        "SELECT id FROM opsmon_backup WHERE file_name = ?"
                                + " AND (lease IS NOT NULL OR status IN ('SUCCEEDED', 'VERIFIED', 'REMOVING'))",
                        file)
                .isEmpty();
    }

    /**
     * Whether a file is that of a backup that was removed or cancelled.
     *
     * @param file the file's name
     * @return true if so
     * @throws DataAccessException if the database fails
     */
    public boolean isOfRemoved(String file) {
        return !texts(
                        "Look for the removed backup of a file",
                        "SELECT id FROM opsmon_backup WHERE file_name = ? AND lease IS NULL"
                                + " AND status IN ('EXPIRED', 'CANCELLED')",
                        file)
                .isEmpty();
    }

    private List<String> texts(String task, String sql, String... values) {
        return transactions.run(task, connection -> {
            List<String> texts = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(sql)) {
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
     * Notes what a comparison with the storage found of a backup. Its status stays.
     *
     * @param id the backup
     * @param state what was found
     * @return false if this was known, the backup is not stored, or something is being done with it
     * @throws DataAccessException if the database fails
     */
    public boolean note(String id, FileState state) {
        return change(
                "Note what the storage has of a backup",
                "UPDATE opsmon_backup SET file_state = ? WHERE id = ? AND lease IS NULL"
                        + " AND status IN ('SUCCEEDED', 'VERIFIED') AND file_state <> ?",
                state.name(),
                id,
                state.name());
    }

    /**
     * Notes that a backup is going to be removed. From now on it cannot be leased.
     *
     * @param id the backup
     * @param reason the reason, at most 500 characters
     * @return false if it is not stored, or something is being done with it
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
     * Notes that the files of a backup that was being removed are deleted.
     *
     * @param id the backup
     * @return false if it was not being removed
     * @throws DataAccessException if the database fails
     */
    public boolean endRemoval(String id) {
        return change(
                "Note a backup that was removed",
                "UPDATE opsmon_backup SET status = 'EXPIRED' WHERE id = ? AND status = 'REMOVING'",
                id);
    }

    /**
     * Removals that were decided and are not finished.
     *
     * @return with their reasons
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
