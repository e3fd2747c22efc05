/** Which database opsmon's tables are in, and that they are current. */
@NullMarked
package io.opsmon.boot.database;

import org.jspecify.annotations.NullMarked;
