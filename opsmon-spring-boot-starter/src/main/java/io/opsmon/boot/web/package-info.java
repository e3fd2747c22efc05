/**
 * The frame of the REST API and the console: who may see what, how errors look, how pages are served. Each capability
 * adds its own routes through {@link io.opsmon.boot.web.ApiRoutes}. Everything is a {@code RouterFunction} with JSON
 * written by a mapper of its own, so that neither a host's controller advice, path prefixes nor JSON settings change
 * what the console gets.
 */
@NullMarked
package io.opsmon.boot.web;

import org.jspecify.annotations.NullMarked;
