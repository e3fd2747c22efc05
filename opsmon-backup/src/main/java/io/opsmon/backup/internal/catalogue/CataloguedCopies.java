package io.opsmon.backup.internal.catalogue;

import io.opsmon.backup.BackupCopy;
import io.opsmon.backup.BackupCopy.State;
import io.opsmon.internal.jdbc.OwnTransactions;
import io.opsmon.internal.jdbc.StorableText;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;

/**
 * The copies of backups in further storages, the table {@code opsmon_backup_copy}. A stored backup without a row for a
 * storage is not copied there yet. Thread-safe.
 *
 * @since 0.1
 */
public final class CataloguedCopies {

    private static final int MAX_PROBLEM = 2_000;
    private static final String STORED = "status IN ('SUCCEEDED', 'VERIFIED')";

    private final OwnTransactions transactions;
    private final BackupRows rows;

    CataloguedCopies(OwnTransactions transactions, BackupRows rows) {
        this.transactions = transactions;
        this.rows = rows;
    }

    /**
     * Records the state of a copy.
     *
     * @param id the id of the backup
     * @param copy the copy
     * @return false if the backup is no longer stored; nothing is recorded then
     * @throws DataAccessException if the database fails
     */
    public boolean note(String id, BackupCopy copy) {
        @Nullable String problem = copy.problem() == null ? null : StorableText.fit(copy.problem(), MAX_PROBLEM);
        return transactions.runContended("Record a copy of a backup", 3, connection -> {
            // Locks the row of the backup, so that no removal begins in between.
            if (rows.update(connection, "UPDATE opsmon_backup SET heartbeat = heartbeat WHERE id = ? AND " + STORED, id)
                    == 0) {
                return false;
            }
            int updated = rows.update(
                    connection,
                    "UPDATE opsmon_backup_copy SET state = ?, noted_at = ?, problem = ? WHERE backup_id = ? AND"
                            + " storage = ?",
                    copy.state().name(),
                    copy.at(),
                    problem,
                    id,
                    copy.storage());
            if (updated == 0) {
                rows.update(
                        connection,
                        "INSERT INTO opsmon_backup_copy (backup_id, storage, state, noted_at, problem) VALUES (?, ?,"
                                + " ?, ?, ?)",
                        id,
                        copy.storage(),
                        copy.state().name(),
                        copy.at(),
                        problem);
            }
            return true;
        });
    }

    /**
     * Deletes the entries of a removed backup.
     *
     * @param id the id of the backup
     * @throws DataAccessException if the database fails
     */
    public void forget(String id) {
        transactions.execute("Delete the copies of a removed backup", connection -> {
            rows.update(connection, "DELETE FROM opsmon_backup_copy WHERE backup_id = ?", id);
        });
    }

    /**
     * Returns the recorded copies of backups.
     *
     * @param ids the ids of the backups
     * @return the copies by backup; a backup without a copy is missing
     * @throws DataAccessException if the database fails
     */
    public Map<String, List<BackupCopy>> of(Collection<String> ids) {
        if (ids.isEmpty()) {
            return Map.of();
        }
        String marks = String.join(", ", Collections.nCopies(ids.size(), "?"));
        return select("WHERE backup_id IN (" + marks + ") ORDER BY storage", ids.toArray());
    }

    /**
     * Returns the recorded copies of the stored backups of a data source.
     *
     * @param dataSource the name of the data source
     * @return the copies by backup
     * @throws DataAccessException if the database fails
     */
    public Map<String, List<BackupCopy>> ofDataSource(String dataSource) {
        return select("JOIN opsmon_backup ON id = backup_id WHERE data_source = ? AND " + STORED, dataSource);
    }

    private Map<String, List<BackupCopy>> select(String where, Object... values) {
        return transactions.run("List copies of backups", connection -> {
            Map<String, List<BackupCopy>> copies = new HashMap<>();
            try (PreparedStatement select = connection.prepareStatement("SELECT backup_id, storage, state, noted_at,"
                    + " opsmon_backup_copy.problem FROM opsmon_backup_copy " + where)) {
                for (int index = 0; index < values.length; index++) {
                    select.setObject(index + 1, values[index]);
                }
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        copies.computeIfAbsent(row.getString(1), id -> new ArrayList<>())
                                .add(new BackupCopy(
                                        row.getString(2),
                                        State.valueOf(row.getString(3)),
                                        transactions.dialect(connection).instant(row, 4),
                                        row.getString(5)));
                    }
                }
            }
            return copies;
        });
    }

    /**
     * Returns the storages with failed copies.
     *
     * @return one of the problems, by the name of the storage
     * @throws DataAccessException if the database fails
     */
    public Map<String, String> problems() {
        return transactions.run("List failed copies of backups", connection -> {
            Map<String, String> problems = new LinkedHashMap<>();
            try (PreparedStatement select = connection.prepareStatement(
                            "SELECT storage, count(*), max(opsmon_backup_copy.problem) FROM opsmon_backup_copy JOIN"
                                    + " opsmon_backup ON id = backup_id WHERE state = 'FAILED' AND " + STORED
                                    + " GROUP BY storage ORDER BY storage");
                    ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    problems.put(
                            row.getString(1),
                            "Backups that are not copied: " + row.getLong(2) + ". " + row.getString(3));
                }
            }
            return problems;
        });
    }
}
