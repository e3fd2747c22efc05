/**
 * Programs that measure opsmon beside its peers in one run; {@code docs/benchmarks.md} has the commands and the
 * figures.
 */
@NullMarked
package io.opsmon.benchmarks;

import org.jspecify.annotations.NullMarked;
