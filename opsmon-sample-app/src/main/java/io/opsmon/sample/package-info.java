/**
 * A small back office: products, customers, orders and staff. The {@code *Service} classes and some records use opsmon
 * with annotations and template functions. {@code SecurityConfiguration} grants the permissions of opsmon.
 */
@NullMarked
package io.opsmon.sample;

import org.jspecify.annotations.NullMarked;
