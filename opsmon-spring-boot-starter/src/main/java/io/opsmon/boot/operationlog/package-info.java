/** Operation logs in a Spring Boot host: beans, properties, tracing, forwarding, REST API. */
@NullMarked
package io.opsmon.boot.operationlog;

import org.jspecify.annotations.NullMarked;
