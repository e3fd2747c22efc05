/** Describes the REST API as OpenAPI document. */
@NullMarked
package io.opsmon.boot.web.openapi;

import org.jspecify.annotations.NullMarked;
