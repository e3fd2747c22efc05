@NullMarked
package io.opsmon.backup.internal.tool;

import org.jspecify.annotations.NullMarked;
