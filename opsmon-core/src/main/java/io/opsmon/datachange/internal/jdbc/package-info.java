/** The table of data changes, and the origin of changes on connections of the host. */
@NullMarked
package io.opsmon.datachange.internal.jdbc;

import org.jspecify.annotations.NullMarked;
