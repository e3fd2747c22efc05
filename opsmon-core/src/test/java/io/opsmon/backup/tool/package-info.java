@NullMarked
package io.opsmon.backup.tool;

import org.jspecify.annotations.NullMarked;
