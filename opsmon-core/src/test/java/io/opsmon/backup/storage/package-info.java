@NullMarked
package io.opsmon.backup.storage;

import org.jspecify.annotations.NullMarked;
