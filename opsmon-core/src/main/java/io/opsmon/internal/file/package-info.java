/** Files and directories that only the user of the process can read. */
@NullMarked
package io.opsmon.internal.file;

import org.jspecify.annotations.NullMarked;
