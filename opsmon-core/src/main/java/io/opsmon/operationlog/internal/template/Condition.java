package io.opsmon.operationlog.internal.template;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.expression.Expression;

/**
 * A parsed boolean expression. Thread-safe; never throws. If the evaluation fails, the result is true, so that no entry
 * is lost, and the first failure is logged.
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
     * @param variables the variables of the call, such as arguments and result
     * @return the value of the expression
     */
    public boolean holds(TemplateVariables variables) {
        try {
            return Boolean.TRUE.equals(expression.getValue(new TemplateContext(functions, variables), Boolean.class));
        } catch (RuntimeException | Error failure) {
            if (!warned) {
                warned = true;
                log.warn(
                        "Could not evaluate the condition \"{}\", which counts as true. Logged once: {}",
                        expression.getExpressionString(),
                        failure.toString());
            }
            return true;
        }
    }
}
