/**
 * Recording engine of all logs. The engine receives entries from business threads in well under a microsecond. It
 * stores each entry in the database exactly once, in spite of failures of the database, the disk or the process.
 *
 * <pre>
 *  business thread                     writer thread (one per log)
 *  ───────────────                     ───────────────────────────
 *  BUFFERED ──► bounded queue ───────► batch ──► EntryStore.saveAll ──► database
 *                  │ full                │ database down      │ row refused
 *                  ▼                     ▼                    ▼
 *  JOURNALED ──► Journal (disk) ◄── buffer on disk        DeadLetters (file)
 *                  └──────── replay, in order ──► EntryStore.saveAll
 * </pre>
 *
 * <p>{@link io.opsmon.recording.Recorder} is the entry point. {@link io.opsmon.recording.Consistency} selects the
 * durability for which a caller waits, {@link io.opsmon.recording.OverflowPolicy} the treatment of entries if the queue
 * is full.
 *
 * <p>After a crash between the commit of the database and the checkpoint, the journal passes an entry to the store a
 * second time. Stores therefore ignore known ids. This package is independent of the kind of log: each log supplies an
 * {@link io.opsmon.recording.EntryStore} and an {@link io.opsmon.recording.EntryCodec}.
 */
@NullMarked
package io.opsmon.recording;

import org.jspecify.annotations.NullMarked;
