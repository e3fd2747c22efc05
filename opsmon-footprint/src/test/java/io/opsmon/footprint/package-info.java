/** The smallest application with opsmon. */
@NullMarked
package io.opsmon.footprint;

import org.jspecify.annotations.NullMarked;
