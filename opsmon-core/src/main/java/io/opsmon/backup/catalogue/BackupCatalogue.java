package io.opsmon.backup.catalogue;

import io.opsmon.backup.Backup;
import io.opsmon.backup.BackupActivity.Kind;
import io.opsmon.backup.BackupConflictException;
import io.opsmon.backup.BackupQuery;
import io.opsmon.backup.BackupStatus;
import io.opsmon.backup.ScratchIsolation;
import io.opsmon.backup.file.BackupManifest;
import io.opsmon.jdbc.OwnTransactions;
import io.opsmon.log.StorableText;
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
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;

/**
 * The table {@code opsmon_backup}: a row for each backup, kept when its file is gone. Thread-safe.
 *
 * <p>Whoever does something with a backup has a <em>lease</em> on its row, a token of its own, and beats its heart
 * there at least once a second. A row without a lease may be leased; {@code exclusive_key} is unique, so that no two
 * leases of a cluster are for the same database. A lease whose heart stands still is taken away by any node; the one
 * that lost it learns so with its next beat, and cannot end what it began.
 *
 * @since 0.1
 */
public final class BackupCatalogue {

    private static final int MAX_PROBLEM = 2_000;
    private static final int MAX_SENTENCE = 500;

    private final OwnTransactions transactions;
    private final BackupRows rows;
    private final CataloguedFiles files;

    /**
     * Makes a catalogue.
     *
     * @param dataSource where {@code opsmon_backup} is
     */
    public BackupCatalogue(DataSource dataSource) {
        this.transactions = new OwnTransactions(dataSource);
        this.rows = new BackupRows(transactions);
        this.files = new CataloguedFiles(transactions, rows);
    }

    /**
     * The part of the catalogue that concerns the storage.
     *
     * @return which storage it is, and what is missing, damaged or being removed
     */
    public CataloguedFiles files() {
        return files;
    }

    /**
     * What is done with a backup by whom.
     *
     * @param backupId the backup
     * @param token nobody else's
     */
    public record BackupLease(String backupId, String token) {}

    /** What a heartbeat tells whose it is. */
    public enum Beat {
        /** Go on. */
        GO_ON,
        /** Somebody has asked to stop. */
        CANCEL,
        /** The lease is no more: others took the node for dead. */
        LOST
    }

    /**
     * A lease as others see it.
     *
     * @param lease the lease
     * @param kind what is done
     * @param dataSource with a backup of which data source
     * @param file what it is writing, if that is a dump that has begun; null if not
     * @param heartbeat grows while it lives
     */
    public record LeaseSnapshot(
            BackupLease lease,
            Kind kind,
            String dataSource,
            @Nullable String file,
            long heartbeat) {}

    /**
     * Notes a backup that is to be made, with a lease on it.
     *
     * @param backup queued
     * @param key what nobody else may have a lease for meanwhile: its data source
     * @param token of the lease
     * @param expectedBytes how large the dump will be about; 0 if nobody knows
     * @return the lease
     * @throws BackupConflictException if something is being done with it
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
                "Something is being done with " + key + " already. Wait until it has ended, or cancel it.");
    }

    /**
     * Notes a backup that is in the storage already.
     *
     * @param backup the backup
     * @param manifest its manifest
     * @return false if the catalogue has it
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
                        + " row_count, engine, tool, manifest, heartbeat, progress_bytes, expected_bytes,"
                        + " cancel_requested) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0,"
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
                manifest == null ? null : text(manifest));
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

    /** A backup that is being removed, or is not stored, cannot be leased for anything but its dump. */
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
     * Leases a backup that is stored.
     *
     * @param id the backup
     * @param kind what is to be done
     * @param key what nobody else may have a lease for meanwhile: a data source, or the backup itself
     * @param token of the lease
     * @param now the time
     * @param expectedBytes how much is to be done
     * @return the lease
     * @throws BackupConflictException if something is being done with it, or for the same key
     * @throws DataAccessException if the database fails
     */
    public BackupLease lease(String id, Kind kind, String key, String token, Instant now, long expectedBytes) {
        try {
            int leased = transactions.run(
                    "Lease a backup", connection -> leaseStored(connection, id, kind, key, token, now, expectedBytes));
            if (leased == 0) {
                throw conflict("the backup " + id);
            }
        } catch (DuplicateKeyException | ConcurrencyFailureException taken) {
            throw conflict(key);
        }
        return new BackupLease(id, token);
    }

    /**
     * Notes that a dump begins.
     *
     * @param lease on the backup
     * @param file the name that its file will have
     * @param now the time
     * @return false if the lease is no more
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
     * Notes that it goes on.
     *
     * @param lease on the backup
     * @param bytes how far it is
     * @param tables how many tables are done
     * @param allTables how many there are; 0 if nobody knows
     * @return whether it may go on
     * @throws DataAccessException if the database fails
     */
    public Beat beat(BackupLease lease, long bytes, int tables, int allTables) {
        return transactions.run("Note the progress of a backup", connection -> {
            int beaten = rows.update(
                    connection,
                    "UPDATE opsmon_backup SET heartbeat = heartbeat + 1, progress_bytes = ?, progress_tables = ?,"
                            + " expected_tables = ? WHERE id = ? AND lease = ?",
                    bytes,
                    tables,
                    allTables,
                    lease.backupId(),
                    lease.token());
            if (beaten == 0) {
                return Beat.LOST;
            }
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT cancel_requested FROM opsmon_backup WHERE id = ?")) {
                select.setString(1, lease.backupId());
                try (ResultSet row = select.executeQuery()) {
                    return row.next() && row.getBoolean(1) ? Beat.CANCEL : Beat.GO_ON;
                }
            }
        });
    }

    /**
     * Notes a dump that is stored, and gives the lease up; also if others have taken it away, as what is stored is
     * there.
     *
     * @param lease on the backup
     * @param manifest what is stored
     * @param now the time
     * @return false if the backup was cancelled, or is stored already
     * @throws DataAccessException if the database fails
     */
    public boolean succeed(BackupLease lease, BackupManifest manifest, Instant now) {
        Backup.Stored stored = Backup.Stored.of(manifest);
        return change(
                        "Note a backup that succeeded",
                        "UPDATE opsmon_backup SET status = 'SUCCEEDED', finished_at = ?, file_name = ?, dump_bytes ="
                                + " ?, stored_bytes = ?, table_count = ?, row_count = ?, engine = ?, tool = ?, manifest ="
                                + " ?, problem = NULL, activity = NULL, activity_since = NULL, lease = NULL, exclusive_key"
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
                        lease.backupId(),
                        lease.token())
                > 0;
    }

    /**
     * Notes the manifest of a dump whose file is stored and that is no backup yet.
     *
     * @param lease on the backup
     * @param manifest the manifest that is about to be stored
     * @throws DataAccessException if the database fails
     */
    public void announce(BackupLease lease, BackupManifest manifest) {
        int unused = change(
                "Note the manifest of a backup",
                "UPDATE opsmon_backup SET manifest = ? WHERE id = ? AND lease = ?",
                text(manifest),
                lease.backupId(),
                lease.token());
    }

    /**
     * Notes that all that is known of a backup is from the storage, as if it had been imported.
     *
     * @param lease on the backup
     * @throws DataAccessException if the database fails
     */
    public void distrust(BackupLease lease) {
        int unused = change(
                "Note a backup that is known from the storage only",
                "UPDATE opsmon_backup SET trigger_kind = 'IMPORTED' WHERE id = ? AND lease = ?",
                lease.backupId(),
                lease.token());
    }

    private static final String END_OF_CLAIM =
            " activity = NULL, activity_since = NULL, lease = NULL, exclusive_key = NULL WHERE id = ? AND lease = ?";

    /**
     * Notes that a dump came to nothing, and gives the lease up.
     *
     * @param lease on the backup
     * @param status failed or cancelled
     * @param problem why
     * @param now the time
     * @return false if the lease is no more
     * @throws DataAccessException if the database fails
     */
    public boolean fail(BackupLease lease, BackupStatus status, String problem, Instant now) {
        return change(
                        "Note a backup that failed",
                        "UPDATE opsmon_backup SET status = ?, finished_at = ?, problem = ?," + END_OF_CLAIM,
                        status.name(),
                        now,
                        storable(problem),
                        lease.backupId(),
                        lease.token())
                > 0;
    }

    /**
     * Notes the scratch database in which a backup is verified. Keeps the lease.
     *
     * @param lease on the backup
     * @param scratch the scratch database
     * @return false if the lease is no more
     * @throws DataAccessException if the database fails
     */
    public boolean noteScratch(BackupLease lease, Backup.Scratch scratch) {
        ScratchIsolation isolation = scratch.isolation();
        return change(
                        "Note a scratch database",
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
     * The scratch database of the last backup of a data source that was verified, or was tried to be.
     *
     * @param dataSource the data source
     * @return the scratch database; empty if no backup in the catalogue was verified
     * @throws DataAccessException if the database fails
     */
    public Optional<Backup.Scratch> lastScratch(String dataSource) {
        return last("WHERE data_source = ? AND scratch_isolated IS NOT NULL", dataSource)
                .map(Backup::scratch);
    }

    /**
     * Notes that a backup was proven to restore, and gives the lease up.
     *
     * @param lease on the backup
     * @param now the time
     * @return false if the lease is no more
     * @throws DataAccessException if the database fails
     */
    public boolean verified(BackupLease lease, Instant now) {
        return change(
                        "Note a verification",
                        "UPDATE opsmon_backup SET status = 'VERIFIED', verified_at = ?, problem = NULL," + END_OF_CLAIM,
                        now,
                        lease.backupId(),
                        lease.token())
                > 0;
    }

    /**
     * Notes what went wrong with a backup that is stored, or that nothing did, and gives the lease up.
     *
     * @param lease on the backup
     * @param problem what went wrong; null if nothing did
     * @param isDoubtful whether it is not to be called verified any more
     * @return false if the lease is no more
     * @throws DataAccessException if the database fails
     */
    public boolean release(BackupLease lease, @Nullable String problem, boolean isDoubtful) {
        return change(
                        "Give up a lease on a backup",
                        "UPDATE opsmon_backup SET problem = ?,"
                                + (isDoubtful ? " status = 'SUCCEEDED', verified_at = NULL," : "") + END_OF_CLAIM,
                        problem == null ? null : storable(problem),
                        lease.backupId(),
                        lease.token())
                > 0;
    }

    /**
     * Asks whoever does something with a backup to stop.
     *
     * @param id the backup
     * @return false if nothing is being done
     * @throws DataAccessException if the database fails
     */
    public boolean requestCancel(String id) {
        return change(
                        "Cancel what is done with a backup",
                        "UPDATE opsmon_backup SET cancel_requested = TRUE WHERE id = ? AND lease IS NOT NULL",
                        id)
                > 0;
    }

    /**
     * Forgets backups of which nothing is stored.
     *
     * @param before those that were asked for before
     * @return how many
     * @throws DataAccessException if the database fails
     */
    public int forget(Instant before) {
        return change(
                "Forget old backups",
                "DELETE FROM opsmon_backup WHERE requested_at < ? AND lease IS NULL AND status IN ('FAILED',"
                        + " 'CANCELLED', 'EXPIRED')",
                before);
    }

    /**
     * All leases.
     *
     * @return as they are now
     * @throws DataAccessException if the database fails
     */
    public List<LeaseSnapshot> leases() {
        return transactions.run("Look for leases on backups", connection -> {
            List<LeaseSnapshot> snapshots = new ArrayList<>();
            // exclusive_key is set where lease is, and has an index.
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
     * Takes a lease away whose heart has stood still.
     *
     * @param seen as it was seen, long enough
     * @param problem what is noted
     * @param now the time
     * @return false if it lives
     * @throws DataAccessException if the database fails
     */
    public boolean markDead(LeaseSnapshot seen, String problem, Instant now) {
        String end = " problem = ?," + END_OF_CLAIM + " AND heartbeat = ?";
        BackupLease lease = seen.lease();
        String noted = storable(problem);
        int marked = seen.kind() == Kind.DUMP
                ? change(
                        "Note a backup whose node died",
                        "UPDATE opsmon_backup SET status = 'FAILED', finished_at = ?," + end,
                        now,
                        noted,
                        lease.backupId(),
                        lease.token(),
                        seen.heartbeat())
                : change(
                        "Take the lease of a dead node away",
                        "UPDATE opsmon_backup SET" + end,
                        noted,
                        lease.backupId(),
                        lease.token(),
                        seen.heartbeat());
        return marked > 0;
    }

    /**
     * Looks for a backup.
     *
     * @param id its id
     * @return the backup
     * @throws DataAccessException if the database fails
     */
    public Optional<Backup> find(String id) {
        return transactions.run("Look for a backup", connection -> rows.select(connection, "WHERE id = ?", id)).stream()
                .findFirst();
    }

    /**
     * Lists backups.
     *
     * @param query which
     * @return the latest first; one more than the limit if there is another page
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
                    where + " ORDER BY requested_at DESC, id DESC LIMIT " + (query.limit() + 1),
                    values.toArray());
        });
    }

    /**
     * All that are stored of a data source.
     *
     * @param dataSource the data source
     * @return the latest first
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
     * The last backup that this application has made of a data source and that is stored. Imported backups do not
     * count, nor do those that are missing or damaged.
     *
     * @param dataSource the data source
     * @return the backup
     * @throws DataAccessException if the database fails
     */
    public Optional<Backup> lastStored(String dataSource) {
        return last(OWN_STORED, dataSource);
    }

    /**
     * The last such backup up to a time: a backup that a wrong clock has dated in the future says nothing about now.
     *
     * @param dataSource the data source
     * @param notAfter the latest time of its request
     * @return the backup
     * @throws DataAccessException if the database fails
     */
    public Optional<Backup> lastStored(String dataSource, Instant notAfter) {
        return last(OWN_STORED + " AND requested_at <= ?", dataSource, notAfter);
    }

    private Optional<Backup> last(String where, Object... values) {
        return transactions
                .run(
                        "Look for the last backup",
                        connection ->
                                rows.select(connection, where + " ORDER BY requested_at DESC, id DESC LIMIT 1", values))
                .stream()
                .findFirst();
    }

    /**
     * The manifest of a backup.
     *
     * @param id the backup
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
                    throw new SQLException("The manifest of " + id + " in the catalogue cannot be read", malformed);
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
