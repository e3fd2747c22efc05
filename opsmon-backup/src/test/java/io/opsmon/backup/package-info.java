@NullMarked
package io.opsmon.backup;

import org.jspecify.annotations.NullMarked;
