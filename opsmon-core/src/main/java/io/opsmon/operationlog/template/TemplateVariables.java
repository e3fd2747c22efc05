package io.opsmon.operationlog.template;

import org.jspecify.annotations.Nullable;

/**
 * What a template may name with {@code #}: looked up one by one, so that a call pays only for the variables its
 * templates use.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface TemplateVariables {

    /**
     * Looks up a variable.
     *
     * @param name its name without {@code #}
     * @return its value, null if it is null or there is none
     */
    @Nullable
    Object get(String name);
}
