/**
 * Descriptions and other texts of an operation log: literal text with SpEL in <code>#{...}</code>, parsed once,
 * evaluated against the arguments and the result of a call. {@link io.opsmon.operationlog.template.TemplateParser}
 * makes a {@link io.opsmon.operationlog.template.Template}, which is rendered with
 * {@link io.opsmon.operationlog.template.TemplateVariables}.
 */
@NullMarked
package io.opsmon.operationlog.template;

import org.jspecify.annotations.NullMarked;
