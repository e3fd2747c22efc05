/** Rules and members of entries for HTTP requests, for servlet and reactive hosts; paths without secrets. */
@NullMarked
package io.opsmon.boot.operationlog.http;

import org.jspecify.annotations.NullMarked;
