@NullMarked
package io.opsmon.backup.internal.postgres;

import org.jspecify.annotations.NullMarked;
