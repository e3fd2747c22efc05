/** Data changes: rows that operations changed, recorded by triggers of the database. */
@NullMarked
package io.opsmon.datachange;

import org.jspecify.annotations.NullMarked;
