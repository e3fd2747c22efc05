/** Selects the database of opsmon's tables and keeps the tables current. */
@NullMarked
package io.opsmon.boot.database;

import org.jspecify.annotations.NullMarked;
