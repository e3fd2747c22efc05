/**
 * HTTP support independent of a server: the client's address behind proxies, the trace of a request, sessions, and
 * webhooks.
 */
@NullMarked
package io.opsmon.http;

import org.jspecify.annotations.NullMarked;
