/**
 * Operation logs in a reactive host: the current request of an operation, and entries of requests without operation.
 */
@NullMarked
package io.opsmon.boot.operationlog.reactive;

import org.jspecify.annotations.NullMarked;
