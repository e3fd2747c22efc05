/** Statistics of a log in the REST API: the range of time and the counts of values. */
@NullMarked
package io.opsmon.boot.log.statistics;

import org.jspecify.annotations.NullMarked;
