/** Runner for MariaDB and MySQL, with {@code mariadb-dump}, {@code mysqldump} and their clients, or the driver. */
@NullMarked
package io.opsmon.backup.internal.mariadb;

import org.jspecify.annotations.NullMarked;
