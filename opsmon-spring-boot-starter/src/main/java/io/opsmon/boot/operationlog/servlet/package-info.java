/** Operation logs in a servlet host: the current request of an operation, and entries of requests without operation. */
@NullMarked
package io.opsmon.boot.operationlog.servlet;

import org.jspecify.annotations.NullMarked;
