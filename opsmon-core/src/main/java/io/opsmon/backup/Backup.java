package io.opsmon.backup;

import io.opsmon.backup.file.BackupManifest;
import io.opsmon.backup.file.BackupManifest.TableContent;
import java.time.Instant;
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
        @Nullable BackupActivity activity) {

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
