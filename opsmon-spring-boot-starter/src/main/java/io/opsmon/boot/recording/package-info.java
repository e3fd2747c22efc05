/** The settings of the recording engine, common to all logs. */
@NullMarked
package io.opsmon.boot.recording;

import org.jspecify.annotations.NullMarked;
