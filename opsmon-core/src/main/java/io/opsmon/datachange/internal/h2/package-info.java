/** Triggers of data changes in H2. */
@NullMarked
package io.opsmon.datachange.internal.h2;

import org.jspecify.annotations.NullMarked;
