/** Backups in Amazon S3, and in what speaks like it. */
@NullMarked
package io.opsmon.backup.storage.s3;

import org.jspecify.annotations.NullMarked;
