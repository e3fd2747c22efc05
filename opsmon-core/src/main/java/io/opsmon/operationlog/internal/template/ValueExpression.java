package io.opsmon.operationlog.internal.template;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.expression.Expression;

/**
 * A parsed expression that returns an object. Thread-safe.
 *
 * @since 0.1
 */
public final class ValueExpression {

    private static final Logger log = LoggerFactory.getLogger(ValueExpression.class);

    private final Expression expression;
    private final TemplateFunctions functions;
    private volatile boolean warned;

    ValueExpression(Expression expression, TemplateFunctions functions) {
        this.expression = expression;
        this.functions = functions;
    }

    /** The result of an evaluation. */
    public sealed interface Result {}

    /**
     * A successful evaluation.
     *
     * @param object the value of the expression
     */
    public record Value(@Nullable Object object) implements Result {}

    /** A failed evaluation, which is logged. */
    public enum Failed implements Result {
        /** The only instance. */
        FAILED
    }

    /**
     * Evaluates the expression. Never throws; the first failure is logged.
     *
     * @param variables the variables of the call, such as arguments and result
     * @return the value, or a failure
     */
    public Result evaluate(TemplateVariables variables) {
        try {
            return new Value(expression.getValue(new TemplateContext(functions, variables)));
        } catch (RuntimeException | Error failure) {
            if (!warned) {
                warned = true;
                log.warn(
                        "Could not evaluate \"{}\"; the changes are not recorded, and further failures are not logged",
                        expression.getExpressionString(),
                        failure);
            }
            return Failed.FAILED;
        }
    }
}
