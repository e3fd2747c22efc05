@NullMarked
package io.opsmon.maintenance;

import org.jspecify.annotations.NullMarked;
