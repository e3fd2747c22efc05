/** Storage of backups in Amazon S3 and compatible servers. */
@NullMarked
package io.opsmon.backup.internal.storage.s3;

import org.jspecify.annotations.NullMarked;
