/** Adapts the routes to Spring MVC. */
@NullMarked
package io.opsmon.boot.web.servlet;

import org.jspecify.annotations.NullMarked;
