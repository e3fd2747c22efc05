/** The format of backup files: compression, encryption, checksum and the private copy for a restore. */
@NullMarked
package io.opsmon.backup.internal.file;

import org.jspecify.annotations.NullMarked;
