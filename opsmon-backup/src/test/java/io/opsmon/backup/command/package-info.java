@NullMarked
package io.opsmon.backup.command;

import org.jspecify.annotations.NullMarked;
