/**
 * Common parts of opsmon's logs: {@link io.opsmon.log.LogKind}, pages, cursors and retention bounds. Each log adds its
 * entry, its query and its messages.
 *
 * <p>Subpackages: {@code jdbc} stores entries in a chained table and removes expired entries; {@code archive} stores
 * removed entries in files. {@code export} writes files for users and other programs.
 */
@NullMarked
package io.opsmon.log;

import org.jspecify.annotations.NullMarked;
