/** Reads databases through any JDBC driver, for engines that cannot hash their tables. */
@NullMarked
package io.opsmon.backup.jdbc;

import org.jspecify.annotations.NullMarked;
