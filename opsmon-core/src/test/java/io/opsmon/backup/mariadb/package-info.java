@NullMarked
package io.opsmon.backup.mariadb;

import org.jspecify.annotations.NullMarked;
