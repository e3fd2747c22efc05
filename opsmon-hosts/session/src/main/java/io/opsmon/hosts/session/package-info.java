/** An application that keeps its sessions with Spring Session. */
@NullMarked
package io.opsmon.hosts.session;

import org.jspecify.annotations.NullMarked;
