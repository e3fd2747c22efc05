@NullMarked
package io.opsmon.backup.internal.storage.s3;

import org.jspecify.annotations.NullMarked;
