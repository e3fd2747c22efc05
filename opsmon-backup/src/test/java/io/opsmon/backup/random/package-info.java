/** Backups of random databases. */
@NullMarked
package io.opsmon.backup.random;

import org.jspecify.annotations.NullMarked;
