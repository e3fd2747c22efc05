/** Checks of the console's scripts with their usual tools, which run in an engine for JavaScript in the JVM. */
@NullMarked
package io.opsmon.console.checks;

import org.jspecify.annotations.NullMarked;
