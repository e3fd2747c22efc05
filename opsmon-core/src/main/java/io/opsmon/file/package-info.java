/** Files that only the process's user can read. */
@NullMarked
package io.opsmon.file;

import org.jspecify.annotations.NullMarked;
