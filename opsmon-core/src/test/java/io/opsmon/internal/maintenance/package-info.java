@NullMarked
package io.opsmon.internal.maintenance;

import org.jspecify.annotations.NullMarked;
