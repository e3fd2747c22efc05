@NullMarked
package io.opsmon.backup.schedule;

import org.jspecify.annotations.NullMarked;
