@NullMarked
package io.opsmon.backup.postgres;

import org.jspecify.annotations.NullMarked;
