/**
 * Tamper evidence for logs. Entries are chained per node by SHA-256 ({@link io.opsmon.chain.internal.ChainHasher}).
 * Heads of chains are sealed with a key that the database does not have ({@link io.opsmon.chain.Sealer}).
 * {@link io.opsmon.chain.internal.SegmentVerifier} reports the first entry that was altered, removed, inserted or
 * moved.
 *
 * <pre>
 *  entry n-1        entry n                                      seal
 *  hash n-1  ──►  hash n = SHA-256(hash n-1, n, facts, personal)  ──►  signature(chain, n, hash n, time)
 *                                                └─ SHA-256(salt, personal data), kept after erasure
 * </pre>
 *
 * Guarantee: up to the last seal, every changed, removed, inserted or reordered entry leads to a finding. An attacker
 * cannot avoid the finding without the key, even with full access to the database. The removal of seals together with
 * the newest entries is detected with seals outside of the database (a file, a log, an exporter).
 */
@NullMarked
package io.opsmon.chain;

import org.jspecify.annotations.NullMarked;
