/** Parsers of user agents, and locations of addresses. */
@NullMarked
package io.opsmon.internal.client;

import org.jspecify.annotations.NullMarked;
