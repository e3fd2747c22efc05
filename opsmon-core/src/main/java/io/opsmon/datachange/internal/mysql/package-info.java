/** Triggers of data changes in MariaDB and MySQL. */
@NullMarked
package io.opsmon.datachange.internal.mysql;

import org.jspecify.annotations.NullMarked;
