/** An application with the Swagger UI of springdoc. */
@NullMarked
package io.opsmon.hosts.springdoc;

import org.jspecify.annotations.NullMarked;
