/**
 * Online users: lists sessions and terminates them on every node.
 *
 * <p>{@link io.opsmon.onlineuser.OnlineUserRegistry} is the entry point for a host, the REST API and the request's
 * thread. The registry answers the request's thread from this process's memory alone. The registry writes to the
 * {@link io.opsmon.onlineuser.OnlineUserStore} on a thread of its own, and receives kicks from other nodes.
 *
 * <p>Packages: {@code jdbc} and {@code redis} contain stores for several nodes, {@code security} receives sign-ins from
 * Spring Security, {@code springsession} uses the sessions of Spring Session.
 */
@NullMarked
package io.opsmon.onlineuser;

import org.jspecify.annotations.NullMarked;
