/** Addresses of clients behind proxies, trace parents, session attributes and webhooks. */
@NullMarked
package io.opsmon.internal.http;

import org.jspecify.annotations.NullMarked;
