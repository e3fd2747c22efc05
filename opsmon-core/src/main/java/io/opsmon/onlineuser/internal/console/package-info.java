/**
 * Sessions of the console that begin with a one-time ticket:
 * {@link io.opsmon.onlineuser.internal.console.ConsoleSessions}. A front end that keeps its token in a header asks for
 * a ticket, and a browser redeems the ticket for a cookie.
 */
@NullMarked
package io.opsmon.onlineuser.internal.console;

import org.jspecify.annotations.NullMarked;
