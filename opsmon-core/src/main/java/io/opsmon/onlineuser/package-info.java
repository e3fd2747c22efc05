/**
 * Online users: who is here, and out they go.
 *
 * <p>{@link io.opsmon.onlineuser.OnlineUserRegistry} is what a host, the REST API and the request's thread talk to. It
 * answers the request's thread from this process's memory alone, writes to the
 * {@link io.opsmon.onlineuser.OnlineUserStore} on a thread of its own, and hears of kicks from other nodes.
 *
 * <p>Rooms: {@code jdbc} and {@code redis} store for several nodes, {@code security} hears of sign-ins from Spring
 * Security.
 */
@NullMarked
package io.opsmon.onlineuser;

import org.jspecify.annotations.NullMarked;
