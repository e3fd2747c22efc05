/** MariaDB and MySQL, dumped by their own {@code mariadb-dump} or {@code mysqldump} and restored by their client. */
@NullMarked
package io.opsmon.backup.mariadb;

import org.jspecify.annotations.NullMarked;
