/**
 * What every log of opsmon is made of, whatever it tells: a {@link io.opsmon.log.LogKind}, pages and cursors, how long
 * entries are kept. A log of its own adds its entry, its query and its words.
 *
 * <p>Rooms: {@code jdbc} keeps entries in a table, in chains, and removes them; {@code archive} is where removed ones
 * go; {@code export} makes files for people.
 */
@NullMarked
package io.opsmon.log;

import org.jspecify.annotations.NullMarked;
