/**
 * Definition of a log: its columns, and everything that follows from them.
 *
 * <p>A {@link io.opsmon.log.definition.LogDefinition} names the table and lists the columns of the entries. Stores
 * write and read rows with the columns. The same columns determine the lines of journals, archives and exports, the
 * hashes of integrity chains, the storable form of an entry, and the removal of personal data.
 *
 * <p>The order of the columns is part of every stored hash. A new column is added at the end and is a fact or personal
 * data of a new version of the hash format.
 */
@NullMarked
package io.opsmon.log.definition;

import org.jspecify.annotations.NullMarked;
