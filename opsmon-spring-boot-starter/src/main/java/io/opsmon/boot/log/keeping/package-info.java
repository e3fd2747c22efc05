/** Chain, sealing, verification and retention of a log in Spring Boot, created from the definition of the log. */
@NullMarked
package io.opsmon.boot.log.keeping;

import org.jspecify.annotations.NullMarked;
