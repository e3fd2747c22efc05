/** Parts of both logs that applications do not use: identifiers, pseudonyms, statistics, a log in memory. */
@NullMarked
package io.opsmon.log.internal;

import org.jspecify.annotations.NullMarked;
