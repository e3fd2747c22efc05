package io.opsmon.operationlog.template;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.expression.Expression;

/**
 * A parsed boolean expression. Thread-safe; never throws: one that cannot be evaluated counts as true, so that a broken
 * condition loses no entry, and is logged once.
 *
 * @since 0.1
 */
public final class Condition {

    private static final Logger log = LoggerFactory.getLogger(Condition.class);

    private final Expression expression;
    private final TemplateFunctions functions;
    private volatile boolean warned;

    Condition(Expression expression, TemplateFunctions functions) {
        this.expression = expression;
        this.functions = functions;
    }

    /**
     * Evaluates the expression.
     *
     * @param variables the arguments, the result and so on
     * @return its value
     */
    public boolean holds(TemplateVariables variables) {
        try {
            return Boolean.TRUE.equals(expression.getValue(new TemplateContext(functions, variables), Boolean.class));
        } catch (RuntimeException | Error failure) {
            if (!warned) {
                warned = true;
                log.warn(
                        "The condition \"{}\" cannot be evaluated and counts as true; this is said once. {}",
                        expression.getExpressionString(),
                        failure.toString());
            }
            return true;
        }
    }
}
