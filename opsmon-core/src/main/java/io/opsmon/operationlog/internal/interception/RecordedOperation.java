package io.opsmon.operationlog.internal.interception;

import io.opsmon.operationlog.internal.payload.PathFilter;
import io.opsmon.operationlog.internal.template.Condition;
import io.opsmon.operationlog.internal.template.Template;
import io.opsmon.operationlog.internal.template.ValueExpression;
import io.opsmon.recording.Consistency;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An annotation with parsed templates. Attributes that are not set are null. */
record RecordedOperation(
        String module,
        String action,
        Template description,
        @Nullable Template failureDescription,
        @Nullable String resourceType,
        @Nullable Template resourceId,
        @Nullable Template operator,
        @Nullable Template tenant,
        @Nullable Condition condition,
        @Nullable Condition successCondition,
        List<Extra> extra,
        boolean recordArguments,
        boolean recordResult,
        PathFilter filter,
        Consistency consistency,
        @Nullable ValueExpression before,
        @Nullable ValueExpression after,
        boolean trackChanges,
        @Nullable ElementList forEach,
        List<Template> evaluatedBefore) {

    /** Returns whether the state before the call is captured. */
    boolean comparesStates() {
        return before != null || trackChanges;
    }

    /** An extra attribute and the template of its value. */
    record Extra(String name, Template value) {}
}
