/** Serves the console: its files, the signed-in user, the overview and live events. */
@NullMarked
package io.opsmon.boot.web.console;

import org.jspecify.annotations.NullMarked;
