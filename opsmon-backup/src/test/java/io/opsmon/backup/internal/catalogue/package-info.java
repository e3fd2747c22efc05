@NullMarked
package io.opsmon.backup.internal.catalogue;

import org.jspecify.annotations.NullMarked;
