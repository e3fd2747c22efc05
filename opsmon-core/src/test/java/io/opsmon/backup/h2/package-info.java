@NullMarked
package io.opsmon.backup.h2;

import org.jspecify.annotations.NullMarked;
