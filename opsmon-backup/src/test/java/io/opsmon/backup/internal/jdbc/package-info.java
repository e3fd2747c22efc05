@NullMarked
package io.opsmon.backup.internal.jdbc;

import org.jspecify.annotations.NullMarked;
