/**
 * Templates for descriptions and other texts of operation logs: literal text with SpEL in <code>#{...}</code>.
 * Templates are parsed once and evaluated with the arguments and the result of a call.
 * {@link io.opsmon.operationlog.template.TemplateParser} creates a {@link io.opsmon.operationlog.template.Template},
 * which is rendered with {@link io.opsmon.operationlog.template.TemplateVariables}.
 */
@NullMarked
package io.opsmon.operationlog.template;

import org.jspecify.annotations.NullMarked;
