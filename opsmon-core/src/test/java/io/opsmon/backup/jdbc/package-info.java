@NullMarked
package io.opsmon.backup.jdbc;

import org.jspecify.annotations.NullMarked;
