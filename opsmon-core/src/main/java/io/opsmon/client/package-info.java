/**
 * Who is at the other end, for people to recognise: the {@link io.opsmon.client.Device} that a user agent names, the
 * {@link io.opsmon.client.Location} of an address. A host plugs in a {@link io.opsmon.client.UserAgentParser} or an
 * {@link io.opsmon.client.IpLocator} of its own; neither is ever asked on the thread of a request.
 */
@NullMarked
package io.opsmon.client;

import org.jspecify.annotations.NullMarked;
