package io.opsmon.backup.notification;

import io.opsmon.backup.Backup;
import io.opsmon.backup.BackupEvent;
import io.opsmon.masking.Masking;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/**
 * A notification about a backup.
 *
 * @param title the title, one line
 * @param isBad whether an operator must act
 * @param facts the facts by name, in display order
 * @since 0.1
 */
public record BackupNotice(String title, boolean isBad, Map<String, String> facts) {

    /**
     * Creates the notification for an event.
     *
     * @param application the name of the application
     * @param event the event
     * @param masking the masking of secrets in reasons and problems, which quote programs and other hosts
     * @return the notice
     */
    public static BackupNotice of(String application, BackupEvent event, Masking masking) {
        Backup backup = event.backup();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("Application", application);
        facts.put("Data source", backup.dataSource());
        facts.put("Backup", backup.id());
        facts.put("Begun", backup.requestedAt().toString());
        facts.put("By", by(backup));
        Backup.@Nullable Stored stored = backup.stored();
        if (stored != null) {
            facts.put("Size", stored.storedBytes() / DataSize.ofKilobytes(1).toBytes() + " kB");
        }
        if (backup.startedAt() != null && backup.finishedAt() != null) {
            facts.put(
                    "Took",
                    Duration.between(backup.startedAt(), backup.finishedAt()).toSeconds() + " s");
        }
        if (event.reason() != null) {
            facts.put("Reason", masking.masked(event.reason()));
        }
        if (backup.problem() != null) {
            facts.put("Problem", masking.masked(backup.problem()));
        }
        return new BackupNotice(title(event), isBad(event.kind()), facts);
    }

    private static String by(Backup backup) {
        if (backup.schedule() != null) {
            return "the schedule " + backup.schedule() + (backup.attempt() > 1 ? ", attempt " + backup.attempt() : "");
        }
        return backup.actor() == null ? backup.trigger().name() : backup.actor();
    }

    /**
     * Returns whether events of a kind need attention.
     *
     * @param kind the kind of event
     * @return true for failures, and for missing or damaged files
     */
    public static boolean isBad(BackupEvent.Kind kind) {
        return switch (kind) {
            case FAILED, COPY_FAILED, VERIFICATION_FAILED, RESTORATION_FAILED, MISSING, DAMAGED -> true;
            case SUCCEEDED,
                    CANCELLED,
                    VERIFIED,
                    VERIFICATION_INCONCLUSIVE,
                    RESTORING,
                    RESTORED,
                    RESTORED_WITH_WARNINGS,
                    REMOVED,
                    FOUND -> false;
        };
    }

    private static String title(BackupEvent event) {
        String of = event.backup().dataSource();
        return switch (event.kind()) {
            case SUCCEEDED -> "Backup of " + of + " succeeded";
            case COPY_FAILED -> "Backup of " + of + " succeeded, but was NOT COPIED to every storage";
            case FAILED -> "Backup of " + of + " FAILED";
            case CANCELLED -> "Backup of " + of + " was cancelled";
            case VERIFIED -> "Backup of " + of + " was verified";
            case VERIFICATION_FAILED -> "Verification of the backup of " + of + " FAILED";
            case VERIFICATION_INCONCLUSIVE -> "Verification of the backup of " + of + " could not be completed";
            case RESTORING -> "Backup of " + of + " is being restored";
            case RESTORED -> "Backup of " + of + " was restored";
            case RESTORED_WITH_WARNINGS -> "Backup of " + of + " was restored with warnings";
            case RESTORATION_FAILED -> "Restore of the backup of " + of + " FAILED";
            case REMOVED -> "Backup of " + of + " was removed";
            case MISSING -> "Backup of " + of + " is MISSING in the storage";
            case DAMAGED -> "Backup of " + of + " is DAMAGED in the storage";
            case FOUND -> "Backup of " + of + " is in the storage again";
        };
    }

    /**
     * Formats the facts as text.
     *
     * @return one line for each fact
     */
    public String text() {
        return facts.entrySet().stream()
                .map(fact -> fact.getKey() + ": " + fact.getValue())
                .collect(Collectors.joining("\n"));
    }
}
