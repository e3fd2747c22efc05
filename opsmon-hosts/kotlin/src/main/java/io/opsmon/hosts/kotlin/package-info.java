/** An application in Kotlin, with coroutines. */
@NullMarked
package io.opsmon.hosts.kotlin;

import org.jspecify.annotations.NullMarked;
