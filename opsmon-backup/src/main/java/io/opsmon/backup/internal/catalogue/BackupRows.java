package io.opsmon.backup.internal.catalogue;

import io.opsmon.backup.Backup;
import io.opsmon.backup.BackupActivity;
import io.opsmon.backup.BackupActivity.Kind;
import io.opsmon.backup.BackupStatus;
import io.opsmon.backup.BackupTrigger;
import io.opsmon.backup.FileState;
import io.opsmon.backup.ScratchIsolation;
import io.opsmon.backup.file.BackupFinding;
import io.opsmon.backup.file.BackupManifest;
import io.opsmon.internal.jdbc.OwnTransactions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Reads and writes rows of {@code opsmon_backup}. */
final class BackupRows {

    private static final JsonMapper MAPPER = JsonMapper.shared();

    private final OwnTransactions transactions;

    BackupRows(OwnTransactions transactions) {
        this.transactions = transactions;
    }

    private static final List<String> COLUMNS = List.of(
            "id",
            "data_source",
            "status",
            "trigger_kind",
            "schedule",
            "actor",
            "node",
            "attempt",
            "requested_at",
            "started_at",
            "finished_at",
            "verified_at",
            "file_name",
            "engine",
            "tool",
            "dump_bytes",
            "stored_bytes",
            "table_count",
            "row_count",
            "problem",
            "activity",
            "activity_since",
            "progress_bytes",
            "expected_bytes",
            "progress_tables",
            "expected_tables",
            "cancel_requested",
            "file_state",
            "scratch_isolated",
            "scratch_reason",
            "scratch_remedy",
            "scratch_not_checked",
            "findings",
            "restored_at",
            "restored_into",
            "restore_warnings");

    List<Backup> select(Connection connection, String where, Object... values) throws SQLException {
        List<Backup> backups = new ArrayList<>();
        String columns = String.join(", ", COLUMNS);
        try (PreparedStatement select =
                connection.prepareStatement("SELECT " + columns + " FROM opsmon_backup " + where)) {
            bind(connection, select, values);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    backups.add(backup(connection, row));
                }
            }
        }
        return backups;
    }

    private Backup backup(Connection connection, ResultSet row) throws SQLException {
        @Nullable String file = row.getString("file_name");
        // The file name is recorded when the dump begins, the engine when the backup is stored.
        @Nullable String engine = row.getString("engine");
        @Nullable String activity = row.getString("activity");
        @Nullable Instant since = instant(connection, row, "activity_since");
        return new Backup(
                row.getString("id"),
                row.getString("data_source"),
                BackupStatus.valueOf(row.getString("status")),
                BackupTrigger.valueOf(row.getString("trigger_kind")),
                row.getString("schedule"),
                row.getString("actor"),
                row.getString("node"),
                row.getInt("attempt"),
                transactions.dialect(connection).instant(row, COLUMNS.indexOf("requested_at") + 1),
                instant(connection, row, "started_at"),
                instant(connection, row, "finished_at"),
                instant(connection, row, "verified_at"),
                file == null || engine == null ? null : stored(row, file, engine),
                row.getString("problem"),
                activity == null || since == null
                        ? null
                        : new BackupActivity(
                                Kind.valueOf(activity),
                                since,
                                row.getLong("progress_bytes"),
                                row.getLong("expected_bytes"),
                                row.getInt("progress_tables"),
                                row.getInt("expected_tables"),
                                row.getBoolean("cancel_requested")),
                row.getObject("scratch_isolated") == null ? null : scratch(row),
                findings(row.getString("findings")),
                restoration(row, instant(connection, row, "restored_at")));
    }

    /** Returns the findings of a manifest as JSON; null if there are none. */
    static @Nullable String findings(BackupManifest manifest) {
        return manifest.findings().isEmpty() ? null : MAPPER.writeValueAsString(manifest.findings());
    }

    private static List<BackupFinding> findings(@Nullable String json) {
        return json == null ? List.of() : List.of(MAPPER.readValue(json, BackupFinding[].class));
    }

    private static Backup.@Nullable Restoration restoration(ResultSet row, @Nullable Instant at) throws SQLException {
        @Nullable String target = row.getString("restored_into");
        @Nullable String warnings = row.getString("restore_warnings");
        return at == null || target == null
                ? null
                : new Backup.Restoration(
                        at,
                        target,
                        warnings == null ? List.of() : warnings.lines().toList());
    }

    private static Backup.Scratch scratch(ResultSet row) throws SQLException {
        @Nullable String notChecked = row.getString("scratch_not_checked");
        @Nullable String reason = row.getString("scratch_reason");
        @Nullable String remedy = row.getString("scratch_remedy");
        return new Backup.Scratch(
                reason == null || remedy == null ? ScratchIsolation.ISOLATED : ScratchIsolation.missing(reason, remedy),
                notChecked == null ? List.of() : notChecked.lines().toList());
    }

    private static Backup.Stored stored(ResultSet row, String file, String engine) throws SQLException {
        return new Backup.Stored(
                file,
                engine,
                row.getString("tool"),
                row.getLong("dump_bytes"),
                row.getLong("stored_bytes"),
                row.getInt("table_count"),
                row.getLong("row_count"),
                FileState.valueOf(row.getString("file_state")));
    }

    private @Nullable Instant instant(Connection connection, ResultSet row, String column) throws SQLException {
        return row.getObject(column) == null
                ? null
                : transactions.dialect(connection).instant(row, COLUMNS.indexOf(column) + 1);
    }

    int update(Connection connection, String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(connection, statement, values);
            return statement.executeUpdate();
        }
    }

    private void bind(Connection connection, PreparedStatement statement, @Nullable Object... values)
            throws SQLException {
        for (int index = 0; index < values.length; index++) {
            @Nullable Object value = values[index];
            statement.setObject(
                    index + 1,
                    value instanceof Instant instant
                            ? transactions.dialect(connection).toSql(instant)
                            : value);
        }
    }
}
