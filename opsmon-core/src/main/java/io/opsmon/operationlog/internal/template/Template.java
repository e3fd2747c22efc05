package io.opsmon.operationlog.internal.template;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.expression.EvaluationContext;
import org.springframework.expression.Expression;

/**
 * A parsed template. Thread-safe, and immutable apart from a warning flag.
 *
 * <p>Rendering never throws. If an expression fails, the text contains its source, and the first failure of a template
 * is logged.
 *
 * @since 0.1
 */
public final class Template {

    private static final Logger log = LoggerFactory.getLogger(Template.class);
    private static final int NO_SLOT = -1;

    /**
     * Literal text, or an expression with its source. An expression that is evaluated before the call has a slot for
     * its value.
     */
    record Part(String text, @Nullable Expression expression, int slot) {

        static Part literal(String text) {
            return new Part(text, null, NO_SLOT);
        }
    }

    private final String source;
    private final List<Part> parts;
    private final int slots;
    private final TemplateFunctions functions;
    private volatile boolean warned;

    Template(String source, List<Part> parts, int slots, TemplateFunctions functions) {
        this.source = source;
        this.parts = List.copyOf(parts);
        this.slots = slots;
        this.functions = functions;
    }

    /**
     * Returns whether a part of the template is evaluated before the call.
     *
     * @return true if {@link #evaluateBefore} evaluates an expression
     */
    public boolean looksBefore() {
        return slots > 0;
    }

    /**
     * Evaluates the parts that are evaluated before the call.
     *
     * @param variables the arguments of the call
     * @return the values for {@link #render}
     */
    public @Nullable Object[] evaluateBefore(TemplateVariables variables) {
        @Nullable Object[] values = new @Nullable Object[slots];
        EvaluationContext context = new TemplateContext(functions, variables);
        for (Part part : parts) {
            if (part.slot() != NO_SLOT) {
                values[part.slot()] = evaluate(part, context);
            }
        }
        return values;
    }

    /**
     * Renders the text.
     *
     * @param variables the variables of the call, such as arguments and result
     * @param before the result of {@link #evaluateBefore}; null if no part is evaluated before the call
     * @return the text; null values appear as {@code null}
     */
    public String render(TemplateVariables variables, @Nullable Object @Nullable [] before) {
        if (parts.size() == 1 && parts.get(0).expression() == null) {
            return parts.get(0).text();
        }
        EvaluationContext context = new TemplateContext(functions, variables);
        StringBuilder text = new StringBuilder(64);
        for (Part part : parts) {
            @Nullable Object value = valueOf(part, context, before);
            text.append(value == part ? part.text() : value);
        }
        return text.toString();
    }

    /**
     * Returns the value of a template that is a single expression, otherwise the rendered text. A null value or a
     * failure is null.
     *
     * @param variables the variables of the call, such as arguments and result
     * @param before the result of {@link #evaluateBefore}; null if no part is evaluated before the call
     * @return the value
     */
    public @Nullable String renderOrNull(TemplateVariables variables, @Nullable Object @Nullable [] before) {
        if (parts.size() == 1 && parts.get(0).expression() != null) {
            Part part = parts.get(0);
            @Nullable Object value = valueOf(part, new TemplateContext(functions, variables), before);
            return value == null || value == part ? null : value.toString();
        }
        return render(variables, before);
    }

    /** Returns the value of a part; the part itself if the evaluation fails. */
    private @Nullable Object valueOf(Part part, EvaluationContext context, @Nullable Object @Nullable [] before) {
        if (part.expression() == null) {
            return part.text();
        }
        return part.slot() != NO_SLOT && before != null ? before[part.slot()] : evaluate(part, context);
    }

    private @Nullable Object evaluate(Part part, EvaluationContext context) {
        try {
            return part.expression() == null ? part.text() : part.expression().getValue(context);
        } catch (RuntimeException | Error failure) {
            warnOnce(part, failure);
            return part;
        }
    }

    private void warnOnce(Part part, Throwable failure) {
        if (!warned) {
            warned = true;
            log.warn(
                    "Could not evaluate {} in the template \"{}\"; entries show the expression as written: {}",
                    part.text(),
                    source,
                    failure.toString());
        }
    }

    @Override
    public String toString() {
        return source;
    }
}
