/** Reads databases through any JDBC driver, for engines that cannot hash their tables. */
@NullMarked
package io.opsmon.backup.internal.jdbc;

import org.jspecify.annotations.NullMarked;
