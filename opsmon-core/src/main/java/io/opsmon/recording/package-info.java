/**
 * The recording engine behind every log of opsmon: it takes entries from business threads in well under a microsecond
 * and brings each of them to the database exactly once, whatever happens to the database, the disk or the process
 * meanwhile.
 *
 * <pre>
 *  business thread                     writer thread (one per log)
 *  ───────────────                     ───────────────────────────
 *  BUFFERED ──► bounded queue ───────► batch ──► EntryStore.saveAll ──► database
 *                  │ full                │ database down      │ row refused
 *                  ▼                     ▼                    ▼
 *  JOURNALED ──► Journal (disk) ◄──── spill              DeadLetters (file)
 *                  └──────── replay, in order ──► EntryStore.saveAll
 * </pre>
 *
 * <p>{@link io.opsmon.recording.Recorder} is the way in. {@link io.opsmon.recording.Consistency} says how much a caller
 * waits for, {@link io.opsmon.recording.OverflowPolicy} what happens when the queue is full. The journal may hand an
 * entry to the store twice (after a crash between the database's commit and the checkpoint), so stores ignore an id
 * they already have. This package knows nothing of operation logs or login logs; they bring an
 * {@link io.opsmon.recording.EntryStore} and an {@link io.opsmon.recording.EntryCodec}.
 */
@NullMarked
package io.opsmon.recording;

import org.jspecify.annotations.NullMarked;
