/** JDBC support for every repository: value conversions that differ by database, patterns and separate transactions. */
@NullMarked
package io.opsmon.internal.jdbc;

import org.jspecify.annotations.NullMarked;
