/** Operation logs in a Spring Boot host: beans, properties, servlet and tracing bindings, REST API. */
@NullMarked
package io.opsmon.boot.operationlog;

import org.jspecify.annotations.NullMarked;
