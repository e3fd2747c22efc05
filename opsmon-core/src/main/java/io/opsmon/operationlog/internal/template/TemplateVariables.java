package io.opsmon.operationlog.internal.template;

import org.jspecify.annotations.Nullable;

/**
 * The variables of a template, referenced with {@code #}. Variables are looked up one by one, so that a call pays only
 * for the variables in its templates.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface TemplateVariables {

    /**
     * Looks up a variable.
     *
     * @param name the name of the variable, without {@code #}
     * @return the value; null if the value is null or there is no such variable
     */
    @Nullable
    Object get(String name);
}
