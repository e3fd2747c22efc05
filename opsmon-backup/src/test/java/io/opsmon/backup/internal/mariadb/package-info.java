@NullMarked
package io.opsmon.backup.internal.mariadb;

import org.jspecify.annotations.NullMarked;
