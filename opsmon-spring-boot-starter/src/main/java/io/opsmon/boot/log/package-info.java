/**
 * Routes of a log in the REST API: search, export, legal holds, removal and verification. A
 * {@link io.opsmon.boot.log.LogResource} describes one log.
 *
 * <p>Subpackages:
 *
 * <ul>
 *   <li>{@code keeping} creates chain, verification and retention
 *   <li>{@code recorder} starts and stops recorders, and reports their state
 *   <li>{@code statistics} has the range and the counts of statistics
 *   <li>{@code personaldata} reports and erases personal data
 * </ul>
 */
@NullMarked
package io.opsmon.boot.log;

import org.jspecify.annotations.NullMarked;
