package io.opsmon.backup.internal.catalogue;

import io.opsmon.backup.Backup;
import io.opsmon.backup.BackupActivity.Kind;
import io.opsmon.backup.BackupConflictException;
import io.opsmon.backup.BackupQuery;
import io.opsmon.backup.BackupStatus;
import io.opsmon.backup.ScratchIsolation;
import io.opsmon.backup.file.BackupManifest;
import io.opsmon.internal.jdbc.OwnTransactions;
import io.opsmon.internal.jdbc.StorableText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;

/**
 * The catalog of backups, the table {@code opsmon_backup}. Each backup has one row, which stays after its files are
 * deleted. Thread-safe.
 *
 * <p>Each activity of a backup holds a <em>lease</em> on the row, with a unique token. The activity sends a heartbeat
 * at least once a second. A row without a lease can be leased. {@code exclusive_key} is unique, so that a cluster never
 * has two leases for the same database. Any node may end a lease without heartbeats. The node that lost the lease is
 * informed by its next heartbeat, and cannot record a result.
 *
 * @since 0.1
 */
public final class BackupCatalogue {

    private static final int MAX_PROBLEM = 2_000;
    private static final int MAX_SENTENCE = 500;
    private static final int MAX_WARNINGS = 20_000;

    private final OwnTransactions transactions;
    private final BackupRows rows;
    private final CataloguedFiles files;
    private final CataloguedCopies copies;

    /**
     * Creates a catalog.
     *
     * @param dataSource the data source with the table {@code opsmon_backup}
     */
    public BackupCatalogue(DataSource dataSource) {
        this.transactions = new OwnTransactions(dataSource);
        this.rows = new BackupRows(transactions);
        this.files = new CataloguedFiles(transactions, rows);
        this.copies = new CataloguedCopies(transactions, rows);
    }

    /**
     * Returns the part of the catalog that concerns copies.
     *
     * @return the copies of backups in further storages
     */
    public CataloguedCopies copies() {
        return copies;
    }

    /**
     * Returns the part of the catalog that concerns the storage.
     *
     * @return the id of the storage, and the missing, damaged and removed files
     */
    public CataloguedFiles files() {
        return files;
    }

    /**
     * A lease on a backup.
     *
     * @param backupId the id of the backup
     * @param token the unique token of the lease
     */
    public record BackupLease(String backupId, String token) {}

    /** The answer to a heartbeat. */
    public enum HeartbeatResult {
        /** The activity continues. */
        GO_ON,
        /** Cancellation was requested. */
        CANCEL,
        /** The lease was ended by another node. */
        LOST
    }

    /**
     * The state of a lease at one moment.
     *
     * @param lease the lease
     * @param kind the kind of activity
     * @param dataSource the data source of the backup
     * @param file the file being written by a dump; null before the dump begins and for other activities
     * @param heartbeat the number of heartbeats, which grows while the node is alive
     */
    public record LeaseSnapshot(
            BackupLease lease,
            Kind kind,
            String dataSource,
            @Nullable String file,
            long heartbeat) {}

    /**
     * Adds a queued backup, with a lease for its dump.
     *
     * @param backup the backup, in status {@code QUEUED}
     * @param key the key that at most one lease may have, the data source
     * @param token the token of the lease
     * @param expectedBytes the expected size of the dump; 0 if unknown
     * @return the lease
     * @throws BackupConflictException if the key is leased
     * @throws DataAccessException if the database fails
     */
    public BackupLease queue(Backup backup, String key, String token, long expectedBytes) {
        try {
            transactions.execute("Queue a backup", connection -> {
                insert(connection, backup, null);
                lease(connection, backup.id(), Kind.DUMP, key, token, backup.requestedAt(), expectedBytes);
            });
        } catch (DuplicateKeyException | ConcurrencyFailureException taken) {
            throw conflict(key);
        }
        return new BackupLease(backup.id(), token);
    }

    private static BackupConflictException conflict(String key) {
        return new BackupConflictException(
                "\"" + key + "\" is in use by another backup, verification or restore. Wait until that activity"
                        + " has ended, or cancel it.");
    }

    /**
     * Adds a backup that is already stored.
     *
     * @param backup the backup
     * @param manifest the manifest of the backup
     * @return false if the catalog has the backup already
     * @throws DataAccessException if the database fails
     */
    public boolean add(Backup backup, BackupManifest manifest) {
        return transactions.run("Add a backup", connection -> {
            if (rows.select(connection, "WHERE id = ?", backup.id()).isEmpty()) {
                insert(connection, backup, manifest);
                return true;
            }
            return false;
        });
    }

    private void insert(Connection connection, Backup backup, @Nullable BackupManifest manifest) throws SQLException {
        Backup.@Nullable Stored stored = backup.stored();
        rows.update(
                connection,
                "INSERT INTO opsmon_backup (id, data_source, status, trigger_kind, schedule, actor, node, attempt,"
                        + " requested_at, started_at, finished_at, file_name, dump_bytes, stored_bytes, table_count,"
                        + " row_count, engine, tool, manifest, findings, heartbeat, progress_bytes, expected_bytes,"
                        + " cancel_requested) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0,"
                        + " FALSE)",
                backup.id(),
                backup.dataSource(),
                backup.status().name(),
                backup.trigger().name(),
                backup.schedule(),
                backup.actor(),
                backup.node(),
                backup.attempt(),
                backup.requestedAt(),
                backup.startedAt(),
                backup.finishedAt(),
                stored == null ? null : stored.file(),
                stored == null ? 0 : stored.dumpBytes(),
                stored == null ? 0 : stored.storedBytes(),
                stored == null ? 0 : stored.tables(),
                stored == null ? 0 : stored.rows(),
                stored == null ? null : stored.engine(),
                stored == null ? null : stored.tool(),
                manifest == null ? null : text(manifest),
                manifest == null ? null : BackupRows.findings(manifest));
    }

    private static String text(BackupManifest manifest) {
        return new String(manifest.toJson(), StandardCharsets.UTF_8);
    }

    private int lease(
            Connection connection, String id, Kind kind, String key, String token, Instant now, long expectedBytes)
            throws SQLException {
        return rows.update(
                connection,
                "UPDATE opsmon_backup SET activity = ?, activity_since = ?, lease = ?, exclusive_key = ?, heartbeat ="
                        + " 0, progress_bytes = 0, progress_tables = 0, expected_tables = 0, expected_bytes = ?,"
                        + " cancel_requested = FALSE WHERE id = ? AND lease IS NULL",
                kind.name(),
                now,
                token,
                key,
                expectedBytes,
                id);
    }

    /** Leases a row only if the backup is stored and not being removed. */
    private int leaseStored(
            Connection connection, String id, Kind kind, String key, String token, Instant now, long expectedBytes)
            throws SQLException {
        int lockedRows = rows.update(
                connection,
                "UPDATE opsmon_backup SET heartbeat = heartbeat WHERE id = ? AND status IN ('SUCCEEDED', 'VERIFIED')",
                id);
        return lockedRows == 0 ? 0 : lease(connection, id, kind, key, token, now, expectedBytes);
    }

    /**
     * Leases a stored backup.
     *
     * @param id the id of the backup
     * @param kind the kind of activity
     * @param key the key that at most one lease may have: a data source, or the backup itself
     * @param token the token of the lease
     * @param now the current time
     * @param expectedBytes the number of bytes to process
     * @return the lease
     * @throws BackupConflictException if the backup or the key is leased
     * @throws DataAccessException if the database fails
     */
    public BackupLease lease(String id, Kind kind, String key, String token, Instant now, long expectedBytes) {
        try {
            int leased = transactions.run(
                    "Lease a backup", connection -> leaseStored(connection, id, kind, key, token, now, expectedBytes));
            if (leased == 0) {
                throw conflict("backup " + id);
            }
        } catch (DuplicateKeyException | ConcurrencyFailureException taken) {
            throw conflict(key);
        }
        return new BackupLease(id, token);
    }

    /**
     * Records the start of a dump.
     *
     * @param lease the lease
     * @param file the name of the future file
     * @param now the current time
     * @return false if the lease was lost
     * @throws DataAccessException if the database fails
     */
    public boolean begin(BackupLease lease, String file, Instant now) {
        return change(
                        "Begin a backup",
                        "UPDATE opsmon_backup SET status = 'RUNNING', file_name = ?, started_at = ?, activity_since ="
                                + " ?, heartbeat = heartbeat + 1 WHERE id = ? AND lease = ?",
                        file,
                        now,
                        now,
                        lease.backupId(),
                        lease.token())
                > 0;
    }

    /**
     * Records a heartbeat with the progress of an activity.
     *
     * @param lease the lease
     * @param bytes the number of processed bytes
     * @param tables the number of finished tables
     * @param allTables the number of all tables; 0 if unknown
     * @return whether the activity may continue
     * @throws DataAccessException if the database fails
     */
    public HeartbeatResult renew(BackupLease lease, long bytes, int tables, int allTables) {
        return transactions.run("Record the progress of a backup", connection -> {
            int updated = rows.update(
                    connection,
                    "UPDATE opsmon_backup SET heartbeat = heartbeat + 1, progress_bytes = ?, progress_tables = ?,"
                            + " expected_tables = ? WHERE id = ? AND lease = ?",
                    bytes,
                    tables,
                    allTables,
                    lease.backupId(),
                    lease.token());
            if (updated == 0) {
                return HeartbeatResult.LOST;
            }
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT cancel_requested FROM opsmon_backup WHERE id = ?")) {
                select.setString(1, lease.backupId());
                try (ResultSet row = select.executeQuery()) {
                    return row.next() && row.getBoolean(1) ? HeartbeatResult.CANCEL : HeartbeatResult.GO_ON;
                }
            }
        });
    }

    /**
     * Records a stored dump and releases the lease. A lost lease does not prevent the record, because the backup is
     * stored.
     *
     * @param lease the lease
     * @param manifest the manifest of the stored backup
     * @param now the current time
     * @return false if the backup was cancelled, or is stored already
     * @throws DataAccessException if the database fails
     */
    public boolean succeed(BackupLease lease, BackupManifest manifest, Instant now) {
        Backup.Stored stored = Backup.Stored.of(manifest);
        return change(
                        "Record a successful backup",
                        "UPDATE opsmon_backup SET status = 'SUCCEEDED', finished_at = ?, file_name = ?, dump_bytes ="
                                + " ?, stored_bytes = ?, table_count = ?, row_count = ?, engine = ?, tool = ?,"
                                + " manifest = ?, findings ="
                                + " ?, problem = NULL, activity = NULL, activity_since = NULL, lease = NULL,"
                                + " exclusive_key"
                                + " = NULL WHERE id = ? AND (lease = ? OR (lease IS NULL AND status = 'FAILED'))",
                        now,
                        stored.file(),
                        stored.dumpBytes(),
                        stored.storedBytes(),
                        stored.tables(),
                        stored.rows(),
                        stored.engine(),
                        stored.tool(),
                        text(manifest),
                        BackupRows.findings(manifest),
                        lease.backupId(),
                        lease.token())
                > 0;
    }

    /**
     * Records the manifest of a dump whose file is stored, before the manifest itself is stored.
     *
     * @param lease the lease
     * @param manifest the manifest that is about to be stored
     * @throws DataAccessException if the database fails
     */
    public void announce(BackupLease lease, BackupManifest manifest) {
        int unused = change(
                "Record the manifest of a backup",
                "UPDATE opsmon_backup SET manifest = ? WHERE id = ? AND lease = ?",
                text(manifest),
                lease.backupId(),
                lease.token());
    }

    /**
     * Records that the data of a backup comes from the storage only, as that of an imported backup.
     *
     * @param lease the lease
     * @throws DataAccessException if the database fails
     */
    public void distrust(BackupLease lease) {
        int unused = change(
                "Record a backup that is known only from the storage",
                "UPDATE opsmon_backup SET trigger_kind = 'IMPORTED' WHERE id = ? AND lease = ?",
                lease.backupId(),
                lease.token());
    }

    private static final String END_OF_LEASE =
            " activity = NULL, activity_since = NULL, lease = NULL, exclusive_key = NULL WHERE id = ? AND lease = ?";

    /**
     * Records a failed or cancelled dump and releases the lease.
     *
     * @param lease the lease
     * @param status the status {@code FAILED} or {@code CANCELLED}
     * @param problem the reason
     * @param now the current time
     * @return false if the lease was lost
     * @throws DataAccessException if the database fails
     */
    public boolean fail(BackupLease lease, BackupStatus status, String problem, Instant now) {
        return change(
                        "Record a failed backup",
                        "UPDATE opsmon_backup SET status = ?, finished_at = ?, problem = ?," + END_OF_LEASE,
                        status.name(),
                        now,
                        storable(problem),
                        lease.backupId(),
                        lease.token())
                > 0;
    }

    /**
     * Records the scratch database of a verification. Keeps the lease.
     *
     * @param lease the lease
     * @param scratch the scratch database
     * @return false if the lease was lost
     * @throws DataAccessException if the database fails
     */
    public boolean noteScratch(BackupLease lease, Backup.Scratch scratch) {
        ScratchIsolation isolation = scratch.isolation();
        return change(
                        "Record a scratch database",
                        "UPDATE opsmon_backup SET scratch_isolated = ?, scratch_reason = ?, scratch_remedy = ?,"
                                + " scratch_not_checked = ? WHERE id = ? AND lease = ?",
                        isolation.isIsolated(),
                        fit(isolation.reason(), MAX_SENTENCE),
                        fit(isolation.remedy(), MAX_SENTENCE),
                        scratch.notChecked().isEmpty()
                                ? null
                                : fit(String.join("\n", scratch.notChecked()), MAX_PROBLEM),
                        lease.backupId(),
                        lease.token())
                > 0;
    }

    private static @Nullable String fit(@Nullable String text, int length) {
        return text == null ? null : StorableText.fit(text, length);
    }

    /**
     * Returns the scratch database of a data source's last verification, successful or not.
     *
     * @param dataSource the name of the data source
     * @return the scratch database; empty if no backup of the data source was verified
     * @throws DataAccessException if the database fails
     */
    public Optional<Backup.Scratch> lastScratch(String dataSource) {
        return last("WHERE data_source = ? AND scratch_isolated IS NOT NULL", dataSource)
                .map(Backup::scratch);
    }

    /**
     * Records a successful verification and releases the lease.
     *
     * @param lease the lease
     * @param now the current time
     * @return false if the lease was lost
     * @throws DataAccessException if the database fails
     */
    public boolean verified(BackupLease lease, Instant now) {
        return change(
                        "Record a successful verification",
                        "UPDATE opsmon_backup SET status = 'VERIFIED', verified_at = ?, problem = NULL," + END_OF_LEASE,
                        now,
                        lease.backupId(),
                        lease.token())
                > 0;
    }

    /**
     * Records the result of a verification or restore of a stored backup, and releases the lease.
     *
     * @param lease the lease
     * @param problem the reason of the failure; null on success
     * @param isDoubtful whether the backup no longer counts as verified
     * @return false if the lease was lost
     * @throws DataAccessException if the database fails
     */
    public boolean release(BackupLease lease, @Nullable String problem, boolean isDoubtful) {
        return change(
                        "Release the lease of a backup",
                        "UPDATE opsmon_backup SET problem = ?,"
                                + (isDoubtful ? " status = 'SUCCEEDED', verified_at = NULL," : "") + END_OF_LEASE,
                        problem == null ? null : storable(problem),
                        lease.backupId(),
                        lease.token())
                > 0;
    }

    /**
     * Records a successful restore and releases the lease.
     *
     * @param lease the lease
     * @param restoration the restore
     * @return false if the lease was lost
     * @throws DataAccessException if the database fails
     */
    public boolean restored(BackupLease lease, Backup.Restoration restoration) {
        return change(
                        "Record a successful restore",
                        "UPDATE opsmon_backup SET problem = NULL, restored_at = ?, restored_into = ?,"
                                + " restore_warnings = ?," + END_OF_LEASE,
                        restoration.at(),
                        StorableText.fit(restoration.target(), MAX_SENTENCE),
                        restoration.warnings().isEmpty()
                                ? null
                                : StorableText.fit(lines(restoration.warnings()), MAX_WARNINGS),
                        lease.backupId(),
                        lease.token())
                > 0;
    }

    private static String lines(List<String> texts) {
        return texts.stream().map(each -> each.replaceAll("\\s+", " ")).collect(Collectors.joining("\n"));
    }

    /**
     * Requests the cancellation of the activity of a backup.
     *
     * @param id the id of the backup
     * @return false if the backup has no lease
     * @throws DataAccessException if the database fails
     */
    public boolean requestCancel(String id) {
        return change(
                        "Cancel the activity of a backup",
                        "UPDATE opsmon_backup SET cancel_requested = TRUE WHERE id = ? AND lease IS NOT NULL",
                        id)
                > 0;
    }

    /**
     * Deletes old entries of backups that have no stored files.
     *
     * @param before the time before which the backup was requested
     * @return the number of deleted entries
     * @throws DataAccessException if the database fails
     */
    public int forget(Instant before) {
        return change(
                "Delete old entries of backups",
                "DELETE FROM opsmon_backup WHERE requested_at < ? AND lease IS NULL AND status IN ('FAILED',"
                        + " 'CANCELLED', 'EXPIRED')",
                before);
    }

    /**
     * Returns the state of all leases.
     *
     * @return the leases
     * @throws DataAccessException if the database fails
     */
    public List<LeaseSnapshot> leases() {
        return transactions.run("List the leases of backups", connection -> {
            List<LeaseSnapshot> snapshots = new ArrayList<>();
            // exclusive_key is set if and only if lease is set, and has an index.
            try (PreparedStatement select = connection.prepareStatement(
                            "SELECT id, lease, activity, data_source, file_name, heartbeat FROM opsmon_backup WHERE"
                                    + " exclusive_key IS NOT NULL");
                    ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    snapshots.add(new LeaseSnapshot(
                            new BackupLease(row.getString(1), row.getString(2)),
                            Kind.valueOf(row.getString(3)),
                            row.getString(4),
                            row.getString(5),
                            row.getLong(6)));
                }
            }
            return snapshots;
        });
    }

    /**
     * Ends a lease whose heartbeat has not changed.
     *
     * @param seen the state of the lease for the length of the heartbeat timeout
     * @param problem the problem to record
     * @param now the current time
     * @return false if the lease has a newer heartbeat
     * @throws DataAccessException if the database fails
     */
    public boolean markDead(LeaseSnapshot seen, String problem, Instant now) {
        String end = " problem = ?," + END_OF_LEASE + " AND heartbeat = ?";
        BackupLease lease = seen.lease();
        String noted = storable(problem);
        int marked = seen.kind() == Kind.DUMP
                ? change(
                        "Record the failed backup of a dead node",
                        "UPDATE opsmon_backup SET status = 'FAILED', finished_at = ?," + end,
                        now,
                        noted,
                        lease.backupId(),
                        lease.token(),
                        seen.heartbeat())
                : change(
                        "End the lease of a dead node",
                        "UPDATE opsmon_backup SET" + end,
                        noted,
                        lease.backupId(),
                        lease.token(),
                        seen.heartbeat());
        return marked > 0;
    }

    /**
     * Finds a backup.
     *
     * @param id the id of the backup
     * @return the backup; empty if there is none
     * @throws DataAccessException if the database fails
     */
    public Optional<Backup> find(String id) {
        return transactions.run("Find a backup", connection -> rows.select(connection, "WHERE id = ?", id)).stream()
                .findFirst();
    }

    /**
     * Lists backups.
     *
     * @param query the filter and page
     * @return the backups, latest first; one more than the limit if there is another page
     * @throws DataAccessException if the database fails
     */
    public List<Backup> find(BackupQuery query) {
        StringBuilder where = new StringBuilder("WHERE 1 = 1");
        List<Object> values = new ArrayList<>();
        if (query.dataSource() != null) {
            where.append(" AND data_source = ?");
            values.add(query.dataSource());
        }
        if (query.status() != null) {
            where.append(" AND status = ?");
            values.add(query.status().name());
        }
        if (query.trigger() != null) {
            where.append(" AND trigger_kind = ?");
            values.add(query.trigger().name());
        }
        return transactions.run("List backups", connection -> {
            if (query.after() != null) {
                List<Backup> last = rows.select(connection, "WHERE id = ?", query.after());
                if (last.isEmpty()) {
                    return List.of();
                }
                where.append(" AND (requested_at < ? OR (requested_at = ? AND id < ?))");
                values.addAll(List.of(last.get(0).requestedAt(), last.get(0).requestedAt(), query.after()));
            }
            return rows.select(
                    connection,
                    where + " ORDER BY requested_at DESC, id DESC "
                            + transactions.dialect(connection).limit(String.valueOf(query.limit() + 1)),
                    values.toArray());
        });
    }

    /**
     * Lists the stored backups of a data source.
     *
     * @param dataSource the name of the data source
     * @return the backups, latest first
     * @throws DataAccessException if the database fails
     */
    public List<Backup> stored(String dataSource) {
        return transactions.run(
                "List stored backups",
                connection -> rows.select(
                        connection,
                        "WHERE data_source = ? AND status IN ('SUCCEEDED', 'VERIFIED') ORDER BY requested_at DESC, id"
                                + " DESC",
                        dataSource));
    }

    private static final String OWN_STORED =
            "WHERE data_source = ? AND status IN ('SUCCEEDED', 'VERIFIED') AND trigger_kind <> 'IMPORTED'"
                    + " AND file_state NOT IN ('MISSING', 'DAMAGED')";

    /**
     * Returns the last stored backup of a data source that this application has made. Imported, missing and damaged
     * backups are ignored.
     *
     * @param dataSource the name of the data source
     * @return the backup; empty if there is none
     * @throws DataAccessException if the database fails
     */
    public Optional<Backup> lastStored(String dataSource) {
        return last(OWN_STORED, dataSource);
    }

    /**
     * Returns the last stored backup as {@link #lastStored(String)} does, up to a time. Backups dated in the future by
     * a wrong clock are ignored.
     *
     * @param dataSource the name of the data source
     * @param notAfter the latest time of its request
     * @return the backup; empty if there is none
     * @throws DataAccessException if the database fails
     */
    public Optional<Backup> lastStored(String dataSource, Instant notAfter) {
        return last(OWN_STORED + " AND requested_at <= ?", dataSource, notAfter);
    }

    private Optional<Backup> last(String where, Object... values) {
        return transactions
                .run(
                        "Find the last backup",
                        connection -> rows.select(
                                connection,
                                where + " ORDER BY requested_at DESC, id DESC "
                                        + transactions.dialect(connection).limit("1"),
                                values))
                .stream()
                .findFirst();
    }

    /**
     * Returns the manifest of a backup.
     *
     * @param id the id of the backup
     * @return the manifest; empty if nothing was stored
     * @throws DataAccessException if the database fails
     */
    public Optional<BackupManifest> manifest(String id) {
        return transactions.run("Read a manifest", connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT manifest FROM opsmon_backup WHERE id = ?")) {
                select.setString(1, id);
                try (ResultSet row = select.executeQuery()) {
                    @Nullable String text = row.next() ? row.getString(1) : null;
                    return text == null
                            ? Optional.empty()
                            : Optional.of(BackupManifest.parse(text.getBytes(StandardCharsets.UTF_8)));
                } catch (IOException malformed) {
                    throw new SQLException(
                            "The manifest of backup \"" + id + "\" in the catalog cannot be parsed", malformed);
                }
            }
        });
    }

    private int change(String task, String sql, @Nullable Object... values) {
        return transactions.run(task, connection -> rows.update(connection, sql, values));
    }

    private static String storable(String problem) {
        return StorableText.fit(problem, MAX_PROBLEM);
    }
}
