/** Triggers of data changes in PostgreSQL. */
@NullMarked
package io.opsmon.datachange.internal.postgres;

import org.jspecify.annotations.NullMarked;
