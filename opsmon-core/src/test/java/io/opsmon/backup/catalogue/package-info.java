@NullMarked
package io.opsmon.backup.catalogue;

import org.jspecify.annotations.NullMarked;
