/** Outcomes of HTTP requests without an annotated method. */
@NullMarked
package io.opsmon.operationlog.http;

import org.jspecify.annotations.NullMarked;
