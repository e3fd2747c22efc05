package io.opsmon.backup;

import io.opsmon.backup.file.BackupManifest;
import io.opsmon.backup.file.BackupManifest.TableContent;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A backup in the catalogue, whatever became of it.
 *
 * @param id its id
 * @param dataSource which of the host's data sources
 * @param status what became of it
 * @param trigger why it was made
 * @param schedule the schedule that was due; null if none was
 * @param actor who asked for it; null if nobody did
 * @param node which node made it
 * @param attempt 1 the first time, 2 if the first attempt failed
 * @param requestedAt when it was asked for
 * @param startedAt when the dump began; null before that
 * @param finishedAt when it ended; null before that
 * @param verifiedAt when it was last proven to restore; null if never
 * @param stored what there is of it in the storage; null if there is nothing
 * @param problem why it failed, or what went wrong when it was last verified or restored; null if nothing did
 * @param activity what is being done with it; null if nothing is
 * @param scratch the scratch database of its last verification; null if there was none
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
        @Nullable Scratch scratch) {

    /**
     * A backup that was not verified yet.
     *
     * @param id its id
     * @param dataSource the name of the data source
     * @param status its status
     * @param trigger the reason for it
     * @param schedule the schedule that was due; null if none was
     * @param actor the user who asked for it; null if nobody did
     * @param node the node that made it
     * @param attempt 1 the first time, 2 if the first attempt failed
     * @param requestedAt the time of the request
     * @param startedAt the time at which the dump began; null before that
     * @param finishedAt the time at which it ended; null before that
     * @param verifiedAt the time of the last successful verification; null if never
     * @param stored the content of the storage; null if there is nothing
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
                null);
    }

    /**
     * The scratch database of a verification.
     *
     * @param isolation the degree to which it was isolated
     * @param notChecked the objects of the dump that were left out of it, for people to read
     */
    public record Scratch(ScratchIsolation isolation, List<String> notChecked) {

        /**
         * Copies the list.
         *
         * @param isolation the degree to which it was isolated
         * @param notChecked the objects of the dump that were left out of it, for people to read
         */
        public Scratch {
            notChecked = List.copyOf(notChecked);
        }
    }

    /**
     * What is in the storage, or was.
     *
     * @param file the file's name
     * @param engine the database and its version
     * @param tool the tool and its version; null if none was needed
     * @param dumpBytes the size of the dump
     * @param storedBytes the size of the file
     * @param tables how many tables
     * @param rows how many rows
     * @param state what the last comparison with the storage found
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
         * What was just stored.
         *
         * @param file the file's name
         * @param engine the database and its version
         * @param tool the tool and its version; null if none was needed
         * @param dumpBytes the size of the dump
         * @param storedBytes the size of the file
         * @param tables how many tables
         * @param rows how many rows
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
         * As a manifest tells it.
         *
         * @param manifest of what is stored
         * @return the same in few words
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
