/**
 * Archives of log entries that retention removed from the database. The files can be read, verified and imported
 * without the original database.
 *
 * <pre>
 *  operation-log_node-1_1-100000.ndjson.zst             the entries, one JSON object per line, compressed
 *  operation-log_node-1_1-100000.ndjson.zst.manifest    summary, SHA-256, ends of the chain segment, seals, signature
 * </pre>
 *
 * Without the library of Zstandard, the names end with {@code .ndjson.gz}. An archive is renamed after its manifest. A
 * manifest or temporary file without an archive is removed by the next run.
 */
@NullMarked
package io.opsmon.log.internal.archive;

import org.jspecify.annotations.NullMarked;
