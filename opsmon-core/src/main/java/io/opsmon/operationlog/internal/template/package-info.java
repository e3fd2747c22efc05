/**
 * Templates for descriptions and other texts of operation logs: literal text with SpEL in <code>#{...}</code>.
 * Templates are parsed once and evaluated with the arguments and the result of a call.
 * {@link io.opsmon.operationlog.internal.template.TemplateParser} creates a
 * {@link io.opsmon.operationlog.internal.template.Template}, which is rendered with
 * {@link io.opsmon.operationlog.internal.template.TemplateVariables}.
 */
@NullMarked
package io.opsmon.operationlog.internal.template;

import org.jspecify.annotations.NullMarked;
