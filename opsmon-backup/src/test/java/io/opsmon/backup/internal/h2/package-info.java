@NullMarked
package io.opsmon.backup.internal.h2;

import org.jspecify.annotations.NullMarked;
