/** How values that databases disagree on go in and come out, for every repository over JDBC. */
@NullMarked
package io.opsmon.jdbc;

import org.jspecify.annotations.NullMarked;
