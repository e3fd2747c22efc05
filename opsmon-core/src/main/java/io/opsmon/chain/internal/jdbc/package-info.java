/**
 * Ends and seals of chains in a relational database: {@link io.opsmon.chain.internal.jdbc.JdbcChains}. The changelog
 * {@code io/opsmon/schema/chain.xml} creates the tables.
 */
@NullMarked
package io.opsmon.chain.internal.jdbc;

import org.jspecify.annotations.NullMarked;
