/**
 * Describes clients in a readable form: the {@link io.opsmon.client.Device} of a user agent and the
 * {@link io.opsmon.client.Location} of an address. A host can provide its own {@link io.opsmon.client.UserAgentParser}
 * or {@link io.opsmon.client.IpLocator}. Neither is called on the thread of a request.
 */
@NullMarked
package io.opsmon.client;

import org.jspecify.annotations.NullMarked;
