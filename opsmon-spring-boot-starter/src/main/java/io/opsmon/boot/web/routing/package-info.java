/** Finds the route of a request and answers failures with problem details. */
@NullMarked
package io.opsmon.boot.web.routing;

import org.jspecify.annotations.NullMarked;
