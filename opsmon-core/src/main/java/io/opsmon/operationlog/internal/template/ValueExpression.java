package io.opsmon.operationlog.internal.template;

import java.util.Set;
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
    private final Set<String> variables;
    private final Set<String> properties;
    private final TemplateFunctions functions;
    private volatile boolean warned;

    ValueExpression(Expression expression, Set<String> variables, Set<String> properties, TemplateFunctions functions) {
        this.expression = expression;
        this.variables = Set.copyOf(variables);
        this.properties = Set.copyOf(properties);
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
     * Returns the variables of the expression.
     *
     * @return the names without {@code #}
     */
    public Set<String> variables() {
        return variables;
    }

    /**
     * Returns the properties that the expression reads.
     *
     * @return the names
     */
    public Set<String> properties() {
        return properties;
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
                        "Could not evaluate \"{}\"; the entry is recorded without its value. Further failures are not logged",
                        expression.getExpressionString(),
                        failure);
            }
            return Failed.FAILED;
        }
    }
}
