package io.opsmon.backup;

import io.opsmon.backup.file.BackupFinding;
import io.opsmon.backup.file.BackupManifest;
import io.opsmon.backup.file.BackupManifest.TableContent;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A backup in the catalog, in any status.
 *
 * @param id the id of the backup
 * @param dataSource the name of the host's data source
 * @param status the status
 * @param trigger the reason of the backup
 * @param schedule the schedule that was due; null if none was
 * @param actor the operator who requested the backup; null if there is none
 * @param node the node that made the backup
 * @param attempt 1 the first time, 2 if the first attempt failed
 * @param requestedAt the time of the request
 * @param startedAt the start of the dump; null before the start
 * @param finishedAt the end of the backup; null before the end
 * @param verifiedAt the time of the last successful verification; null if there is none
 * @param stored the stored content; null if nothing is stored
 * @param problem the reason of the failure, or of the last failed verification or restore; null if nothing failed
 * @param activity the current activity; null if there is none
 * @param scratch the scratch database of the last verification; null if there was none
 * @param findings the findings of the inspection before the dump
 * @param restoration the last successful restore; null if there was none
 * @since 0.1
 */
public record Backup(
        String id,
        String dataSource,
        BackupStatus status,
        BackupTrigger trigger,
        @Nullable String schedule,
        @Nullable String actor,
        String node,
        int attempt,
        Instant requestedAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable Instant verifiedAt,
        @Nullable Stored stored,
        @Nullable String problem,
        @Nullable BackupActivity activity,
        @Nullable Scratch scratch,
        List<BackupFinding> findings,
        @Nullable Restoration restoration) {

    /** Copies the findings. */
    public Backup {
        findings = List.copyOf(findings);
    }

    /**
     * Creates a backup that was not verified yet.
     *
     * @param id the id of the backup
     * @param dataSource the name of the data source
     * @param status the status
     * @param trigger the reason of the backup
     * @param schedule the schedule that was due; null if none was
     * @param actor the operator who requested the backup; null if there is none
     * @param node the node that made the backup
     * @param attempt 1 the first time, 2 if the first attempt failed
     * @param requestedAt the time of the request
     * @param startedAt the start of the dump; null before the start
     * @param finishedAt the end of the backup; null before the end
     * @param verifiedAt the time of the last successful verification; null if never
     * @param stored the stored content; null if nothing is stored
     * @param problem the reason of the last failure; null if nothing failed
     * @param activity the current activity; null if there is none
     */
    public Backup(
            String id,
            String dataSource,
            BackupStatus status,
            BackupTrigger trigger,
            @Nullable String schedule,
            @Nullable String actor,
            String node,
            int attempt,
            Instant requestedAt,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt,
            @Nullable Instant verifiedAt,
            @Nullable Stored stored,
            @Nullable String problem,
            @Nullable BackupActivity activity) {
        this(
                id,
                dataSource,
                status,
                trigger,
                schedule,
                actor,
                node,
                attempt,
                requestedAt,
                startedAt,
                finishedAt,
                verifiedAt,
                stored,
                problem,
                activity,
                null,
                List.of(),
                null);
    }

    /**
     * A successful restore of a backup.
     *
     * @param at the end of the restore
     * @param target the name of the database that was restored
     * @param warnings the optional parts of the dump that were not restored, and the reasons, as text for display
     */
    public record Restoration(Instant at, String target, List<String> warnings) {

        /** Copies the list. */
        public Restoration {
            warnings = List.copyOf(warnings);
        }

        /** The outcomes of successful restores. */
        public enum Outcome {
            /** Everything was restored. */
            RESTORED,
            /** Optional parts were not restored, for example privileges of missing roles. */
            RESTORED_WITH_WARNINGS
        }

        /**
         * Returns the outcome.
         *
         * @return {@code RESTORED_WITH_WARNINGS} if there are warnings
         */
        public Outcome outcome() {
            return warnings.isEmpty() ? Outcome.RESTORED : Outcome.RESTORED_WITH_WARNINGS;
        }
    }

    /**
     * The scratch database of a verification.
     *
     * @param isolation the degree of isolation
     * @param notChecked the objects of the dump that the verification left out, as text for display
     */
    public record Scratch(ScratchIsolation isolation, List<String> notChecked) {

        /** Copies the list. */
        public Scratch {
            notChecked = List.copyOf(notChecked);
        }
    }

    /**
     * The stored content of a backup, also after its removal.
     *
     * @param file the name of the file in the storage
     * @param engine the database and its version
     * @param tool the tool and its version; null if none was needed
     * @param dumpBytes the size of the dump, in bytes
     * @param storedBytes the size of the file, in bytes
     * @param tables the number of tables
     * @param rows the number of rows
     * @param state the result of the last comparison with the storage
     */
    public record Stored(
            String file,
            String engine,
            @Nullable String tool,
            long dumpBytes,
            long storedBytes,
            int tables,
            long rows,
            FileState state) {

        /**
         * Describes a file that was just stored.
         *
         * @param file the name of the file in the storage
         * @param engine the database and its version
         * @param tool the tool and its version; null if none was needed
         * @param dumpBytes the size of the dump, in bytes
         * @param storedBytes the size of the file, in bytes
         * @param tables the number of tables
         * @param rows the number of rows
         */
        public Stored(
                String file,
                String engine,
                @Nullable String tool,
                long dumpBytes,
                long storedBytes,
                int tables,
                long rows) {
            this(file, engine, tool, dumpBytes, storedBytes, tables, rows, FileState.PRESENT);
        }

        /**
         * Summarizes a manifest.
         *
         * @param manifest the manifest of the stored backup
         * @return the summary
         */
        public static Stored of(BackupManifest manifest) {
            return new Stored(
                    manifest.file(),
                    manifest.engine(),
                    manifest.tool(),
                    manifest.dumpBytes(),
                    manifest.storedBytes(),
                    manifest.tables().size(),
                    manifest.tables().stream().mapToLong(TableContent::rows).sum());
        }
    }
}
