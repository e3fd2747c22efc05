/**
 * Entries of logs that retention took out of the database, in files that can be read, verified and imported without it.
 *
 * <pre>
 *  operation-log_node-1_1-100000.ndjson.zst             the entries, one JSON object a line, compressed
 *  operation-log_node-1_1-100000.ndjson.zst.manifest    what is in it, its SHA-256, the ends of its piece of the chain, its seals, a signature
 * </pre>
 *
 * A manifest is written last: a file without one is no archive and is removed by the next run.
 */
@NullMarked
package io.opsmon.log.archive;

import org.jspecify.annotations.NullMarked;
