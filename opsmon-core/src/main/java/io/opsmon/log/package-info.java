/**
 * Common parts of opsmon's logs: pages, filters, cursors and retention bounds. Each log adds its entry, its filter and
 * its messages.
 *
 * <p>Subpackages: {@code definition} defines a log by its columns. {@code jdbc} stores entries in a chained table and
 * removes expired entries. {@code archive} stores removed entries in files. {@code export} writes files for users and
 * other programs.
 */
@NullMarked
package io.opsmon.log;

import org.jspecify.annotations.NullMarked;
