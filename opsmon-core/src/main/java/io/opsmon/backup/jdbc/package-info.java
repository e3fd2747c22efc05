/** What any JDBC driver can tell of a database, for engines that cannot reckon it themselves. */
@NullMarked
package io.opsmon.backup.jdbc;

import org.jspecify.annotations.NullMarked;
