/**
 * The ends and seals of chains in a relational database: {@link io.opsmon.chain.jdbc.JdbcChains}. The tables are made
 * by the changelog {@code io/opsmon/schema/chain.xml}.
 */
@NullMarked
package io.opsmon.chain.jdbc;

import org.jspecify.annotations.NullMarked;
