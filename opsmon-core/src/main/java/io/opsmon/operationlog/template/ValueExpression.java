package io.opsmon.operationlog.template;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.expression.Expression;

/**
 * A parsed expression that yields an object. Thread-safe.
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

    /** What came of an evaluation. */
    public sealed interface Result {}

    /**
     * It was evaluated.
     *
     * @param object its value
     */
    public record Value(@Nullable Object object) implements Result {}

    /** It threw; that is logged. */
    public enum Failed implements Result {
        /** The only one. */
        FAILED
    }

    /**
     * Evaluates the expression. Never throws; the first failure is logged.
     *
     * @param variables the arguments, the result and so on
     * @return its value, or that it failed
     */
    public Result evaluate(TemplateVariables variables) {
        try {
            return new Value(expression.getValue(new TemplateContext(functions, variables)));
        } catch (RuntimeException | Error failure) {
            if (!warned) {
                warned = true;
                log.warn(
                        "\"{}\" cannot be evaluated and yields no changes; this is said once.",
                        expression.getExpressionString(),
                        failure);
            }
            return Failed.FAILED;
        }
    }
}
