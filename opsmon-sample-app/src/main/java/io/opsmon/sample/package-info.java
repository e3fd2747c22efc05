/**
 * A small back office: products, customers, orders and the staff that works with them. What it shows of opsmon is in
 * the {@code *Service} classes (annotations and template functions) and in {@code SecurityConfiguration} (who may see
 * what); there is no other trace of it.
 */
@NullMarked
package io.opsmon.sample;

import org.jspecify.annotations.NullMarked;
