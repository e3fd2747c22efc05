@NullMarked
package io.opsmon.backup.storage.s3;

import org.jspecify.annotations.NullMarked;
