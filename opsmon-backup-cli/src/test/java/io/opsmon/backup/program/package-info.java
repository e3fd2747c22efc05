@NullMarked
package io.opsmon.backup.program;

import org.jspecify.annotations.NullMarked;
