/** An application that signs users in by itself and keeps them in the session of the container. */
@NullMarked
package io.opsmon.hosts.ownsignin;

import org.jspecify.annotations.NullMarked;
