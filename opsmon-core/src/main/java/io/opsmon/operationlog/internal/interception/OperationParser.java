package io.opsmon.operationlog.internal.interception;

import io.opsmon.operationlog.OperationLog;
import io.opsmon.operationlog.internal.payload.PathFilter;
import io.opsmon.operationlog.internal.template.Condition;
import io.opsmon.operationlog.internal.template.Template;
import io.opsmon.operationlog.internal.template.TemplateException;
import io.opsmon.operationlog.internal.template.TemplateParser;
import io.opsmon.operationlog.internal.template.ValueExpression;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Parses the templates of an annotation. Thread-safe.
 *
 * @since 0.1
 */
public final class OperationParser {

    private static final Logger log = LoggerFactory.getLogger(OperationParser.class);

    private final TemplateParser templates;
    private final boolean strict;

    /**
     * Creates a parser.
     *
     * @param templates parses each template
     * @param strict whether a malformed template is an error; if false, the entry shows the template as written, and a
     *     warning is logged
     */
    public OperationParser(TemplateParser templates, boolean strict) {
        this.templates = templates;
        this.strict = strict;
    }

    RecordedOperation parse(OperationLog annotation, String defaultModule, String methodName) {
        Template description = annotation.description().isEmpty()
                ? templates.literal(methodName)
                : template(annotation.description(), methodName);
        @Nullable Template failureDescription = optional(annotation.failureDescription(), methodName);
        @Nullable Template resourceId = optional(annotation.resourceId(), methodName);
        @Nullable Template operator = optional(annotation.operator(), methodName);
        @Nullable Template tenant = optional(annotation.tenant(), methodName);
        List<RecordedOperation.Extra> extra = extra(annotation.extra(), methodName);
        return new RecordedOperation(
                annotation.module().isEmpty() ? defaultModule : annotation.module(),
                annotation.action(),
                description,
                failureDescription,
                annotation.resourceType().isEmpty() ? null : annotation.resourceType(),
                resourceId,
                operator,
                tenant,
                condition(annotation.condition(), methodName),
                condition(annotation.successCondition(), methodName),
                extra,
                annotation.recordArguments(),
                annotation.recordResult(),
                PathFilter.of(annotation.include(), annotation.exclude()),
                annotation.consistency(),
                value(annotation.before(), methodName),
                value(annotation.after(), methodName),
                tracksChanges(annotation, methodName),
                elements(annotation.forEach(), methodName),
                evaluatedBefore(extra, description, failureDescription, resourceId, operator, tenant));
    }

    private static List<Template> evaluatedBefore(
            List<RecordedOperation.Extra> extra, @Nullable Template... templates) {
        List<Template> evaluated = new ArrayList<>();
        for (@Nullable Template template : templates) {
            if (template != null && template.looksBefore()) {
                evaluated.add(template);
            }
        }
        extra.stream()
                .map(RecordedOperation.Extra::value)
                .filter(Template::looksBefore)
                .forEach(evaluated::add);
        return List.copyOf(evaluated);
    }

    private @Nullable Template optional(String source, String methodName) {
        return source.isEmpty() ? null : template(source, methodName);
    }

    private Template template(String source, String methodName) {
        try {
            return templates.parse(source);
        } catch (TemplateException broken) {
            complain(broken, methodName);
            return templates.literal(source);
        }
    }

    private @Nullable Condition condition(String source, String methodName) {
        try {
            return source.isEmpty() ? null : templates.parseCondition(source);
        } catch (TemplateException broken) {
            complain(broken, methodName);
            return null;
        }
    }

    private @Nullable ValueExpression value(String source, String methodName) {
        try {
            return source.isEmpty() ? null : templates.parseValue(source);
        } catch (TemplateException broken) {
            complain(broken, methodName);
            return null;
        }
    }

    private @Nullable ElementList elements(String source, String methodName) {
        @Nullable ValueExpression expression = value(source, methodName);
        return expression == null ? null : new ElementList(expression);
    }

    private boolean tracksChanges(OperationLog annotation, String methodName) {
        boolean complete =
                !annotation.resourceType().isEmpty() && !annotation.resourceId().isEmpty();
        if (annotation.trackChanges() && !complete) {
            complain(new TemplateException("trackChanges requires resourceType and resourceId"), methodName);
        }
        return annotation.trackChanges() && complete;
    }

    private List<RecordedOperation.Extra> extra(String[] pairs, String methodName) {
        List<RecordedOperation.Extra> extra = new ArrayList<>(pairs.length);
        for (String pair : pairs) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                complain(new TemplateException("\"" + pair + "\" does not have the form name=template"), methodName);
            } else {
                extra.add(new RecordedOperation.Extra(
                        pair.substring(0, equals).strip(),
                        template(pair.substring(equals + 1).strip(), methodName)));
            }
        }
        return List.copyOf(extra);
    }

    private void complain(TemplateException broken, String methodName) {
        if (strict) {
            throw new TemplateException("@OperationLog on " + methodName + ": " + broken.getMessage(), broken);
        }
        log.warn(
                "Could not parse a template of @OperationLog on \"{}\"; entries show the template as written: {}",
                methodName,
                broken.getMessage());
    }
}
