/**
 * Tamper evidence for logs. Entries are chained per node by SHA-256 ({@link io.opsmon.chain.ChainHasher}), heads of
 * chains are sealed with a key that the database does not have ({@link io.opsmon.chain.Sealer}), and
 * {@link io.opsmon.chain.SegmentVerifier} names the first entry that was altered, removed, inserted or moved.
 *
 * <pre>
 *  entry n-1        entry n                                      seal
 *  hash n-1  ──►  hash n = SHA-256(hash n-1, n, facts, personal)  ──►  signature(chain, n, hash n, time)
 *                                                └─ SHA-256(salt, personal data), kept when they are erased
 * </pre>
 *
 * What is guaranteed: without the key, nobody changes, removes, inserts or reorders an entry up to the last seal
 * unnoticed, whatever they can do to the database. Who can also remove seals and the newest entries is found out by
 * seals kept elsewhere (a file, a log, an exporter).
 */
@NullMarked
package io.opsmon.chain;

import org.jspecify.annotations.NullMarked;
