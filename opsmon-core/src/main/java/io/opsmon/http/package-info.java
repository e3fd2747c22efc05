/**
 * What both logs need of HTTP, without knowing a server: the client's address behind proxies, the trace named by a
 * request.
 */
@NullMarked
package io.opsmon.http;

import org.jspecify.annotations.NullMarked;
