/** Hashing and verification of segments, the chain of seals, and the archive and file of seals. */
@NullMarked
package io.opsmon.chain.internal;

import org.jspecify.annotations.NullMarked;
