/** A reactive application that signs users in by itself and keeps them in the {@code WebSession}. */
@NullMarked
package io.opsmon.hosts.reactivesignin;

import org.jspecify.annotations.NullMarked;
