package io.opsmon.backup.schedule;

import io.opsmon.backup.schedule.BackupSchedule.Origin;
import io.opsmon.internal.jdbc.OwnTransactions;
import io.opsmon.masking.Masking;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Reads and writes the table {@code opsmon_backup_schedule}. Thread-safe. */
final class ScheduleTable {

    private static final String COLUMNS = "data_source, cron, zone, enabled, verify, retries, origin, updated_by, id";

    private final OwnTransactions transactions;
    private final Masking masking;

    ScheduleTable(DataSource dataSource, Masking masking) {
        this.masking = masking;
        this.transactions = new OwnTransactions(dataSource);
    }

    /** A row as a usable or an unusable schedule; the other component is null. */
    record Row(@Nullable BackupSchedule usable, @Nullable UnusableSchedule unusable) {

        String id() {
            return usable != null ? usable.id() : unusable != null ? unusable.id() : "";
        }

        Origin origin() {
            return usable != null ? usable.origin() : unusable != null ? unusable.origin() : Origin.API;
        }
    }

    List<Row> all() {
        return transactions.run(
                "List the schedules",
                connection -> select(connection, "SELECT " + COLUMNS + " FROM opsmon_backup_schedule ORDER BY id"));
    }

    Optional<Row> find(String id) {
        return transactions
                .run(
                        "Find a schedule",
                        connection -> select(
                                connection, "SELECT " + COLUMNS + " FROM opsmon_backup_schedule WHERE id = ?", id))
                .stream()
                .findFirst();
    }

    private List<Row> select(Connection connection, String sql, String... values) throws SQLException {
        List<Row> schedules = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            for (int index = 0; index < values.length; index++) {
                select.setString(index + 1, values[index]);
            }
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    schedules.add(row(row));
                }
            }
        }
        return schedules;
    }

    /** Maps a row. A row may be unusable if it was written by a node with another JDK, or by hand. */
    private Row row(ResultSet row) throws SQLException {
        try {
            return new Row(
                    new BackupSchedule(
                            row.getString(9),
                            row.getString(1),
                            row.getString(2),
                            ZoneId.of(row.getString(3)),
                            row.getBoolean(4),
                            row.getBoolean(5),
                            row.getInt(6),
                            Origin.valueOf(row.getString(7)),
                            row.getString(8)),
                    null);
        } catch (DateTimeException | IllegalArgumentException malformed) {
            return new Row(
                    null,
                    new UnusableSchedule(
                            row.getString(9),
                            row.getString(1),
                            row.getString(2),
                            row.getString(3),
                            "API".equals(row.getString(7)) ? Origin.API : Origin.CONFIGURATION,
                            "This node cannot run the schedule: " + masking.maskText(malformed.getMessage())));
        }
    }

    /** Inserts or replaces a schedule. */
    void save(BackupSchedule schedule) {
        transactions.runContended("Save a schedule", 3, connection -> {
            if (write(
                            connection,
                            "UPDATE opsmon_backup_schedule SET data_source = ?, cron = ?, zone = ?, enabled = ?,"
                                    + " verify = ?, retries = ?, origin = ?, updated_by = ? WHERE id = ?",
                            schedule)
                    == 0) {
                write(
                        connection,
                        "INSERT INTO opsmon_backup_schedule (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                        schedule);
            }
            return true;
        });
    }

    private static int write(Connection connection, String sql, BackupSchedule schedule) throws SQLException {
        try (PreparedStatement write = connection.prepareStatement(sql)) {
            write.setString(1, schedule.dataSource());
            write.setString(2, schedule.cron());
            write.setString(3, schedule.zone().getId());
            write.setBoolean(4, schedule.enabled());
            write.setBoolean(5, schedule.verify());
            write.setInt(6, schedule.retries());
            write.setString(7, schedule.origin().name());
            @Nullable String updatedBy = schedule.updatedBy();
            write.setString(8, updatedBy);
            write.setString(9, schedule.id());
            return write.executeUpdate();
        }
    }

    boolean delete(String id) {
        return transactions.run("Delete a schedule", connection -> {
            try (PreparedStatement delete =
                    connection.prepareStatement("DELETE FROM opsmon_backup_schedule WHERE id = ?")) {
                delete.setString(1, id);
                return delete.executeUpdate() > 0;
            }
        });
    }
}
