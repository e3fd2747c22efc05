@NullMarked
package io.opsmon.backup.file;

import org.jspecify.annotations.NullMarked;
