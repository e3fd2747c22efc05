package io.opsmon.operationlog.interception;

import io.opsmon.operationlog.HttpExchange;
import io.opsmon.operationlog.OperationLogContext;
import io.opsmon.operationlog.Operator;
import io.opsmon.operationlog.TraceContext;
import io.opsmon.operationlog.template.Template;
import io.opsmon.operationlog.template.TemplateVariables;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One call of a recorded method: what was known before it, and then what came of it. Made on the thread of the call and completed by whichever thread sees
 * its end; never used by two at once.
 */
final class Call implements TemplateVariables {

    final RecordedMethod method;
    final @Nullable Object[] arguments;
    final OperationLogContext.Scope scope;
    final Instant occurredAt;
    final long startNanos;
    final String thread;
    final @Nullable HttpExchange exchange;
    final @Nullable TraceContext trace;

    @Nullable
    String[] argumentsJson = {};

    @Nullable
    Operator operator;

    private @Nullable Map<Template, @Nullable Object[]> before;
    private @Nullable Object result;
    private @Nullable Throwable error;

    Call(
            RecordedMethod method,
            @Nullable Object[] arguments,
            OperationLogContext.Scope scope,
            Instant occurredAt,
            @Nullable Operator operator,
            @Nullable HttpExchange exchange,
            @Nullable TraceContext trace) {
        this.method = method;
        this.arguments = arguments;
        this.scope = scope;
        this.occurredAt = occurredAt;
        this.startNanos = System.nanoTime();
        this.thread = Thread.currentThread().getName();
        this.operator = operator;
        this.exchange = exchange;
        this.trace = trace;
    }

    /** Takes over what was taken down before the method ran. */
    void continueFrom(Call first) {
        argumentsJson = first.argumentsJson;
        before = first.before;
    }

    @Override
    public @Nullable Object get(String name) {
        return switch (name) {
            case "result" -> result;
            case "error" -> error;
            case "operator" -> operator;
            default -> {
                int index = method.indexOf(name);
                yield index >= 0 && index < arguments.length ? arguments[index] : scope.variable(name);
            }
        };
    }

    void evaluateBefore(Template template) {
        Map<Template, @Nullable Object[]> values = before == null ? new HashMap<>() : before;
        values.put(template, template.evaluateBefore(this));
        before = values;
    }

    String render(Template template) {
        return template.render(this, valuesBefore(template));
    }

    @Nullable
    String renderOrNull(@Nullable Template template) {
        return template == null ? null : template.renderOrNull(this, valuesBefore(template));
    }

    private @Nullable Object @Nullable [] valuesBefore(Template template) {
        return before == null ? null : before.get(template);
    }

    void returned(@Nullable Object value) {
        this.result = value;
    }

    void threw(Throwable thrown) {
        this.error = thrown;
    }

    @Nullable
    Object result() {
        return result;
    }

    @Nullable
    Throwable error() {
        return error;
    }
}
