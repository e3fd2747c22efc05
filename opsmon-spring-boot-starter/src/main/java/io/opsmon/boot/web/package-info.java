/**
 * The common part of the REST API and the console: access control, error responses and pages. Each capability adds its
 * own routes as a bean of type {@link io.opsmon.boot.web.RouteGroup}. Handlers know neither Spring MVC nor WebFlux; one
 * adapter for each stack serves all routes. JSON is written by a mapper of opsmon. The host's controller advice, path
 * prefixes and JSON settings therefore do not change responses.
 */
@NullMarked
package io.opsmon.boot.web;

import org.jspecify.annotations.NullMarked;
