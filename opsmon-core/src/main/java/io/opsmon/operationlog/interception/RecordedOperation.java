package io.opsmon.operationlog.interception;

import io.opsmon.operationlog.payload.PathFilter;
import io.opsmon.operationlog.template.Condition;
import io.opsmon.operationlog.template.Template;
import io.opsmon.operationlog.template.ValueExpression;
import io.opsmon.recording.Consistency;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One annotation with its templates parsed; null where it says nothing. */
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
        List<Template> evaluatedBefore) {

    /** Whether a state has to be taken down before the call. */
    boolean comparesStates() {
        return before != null || trackChanges;
    }

    /** An attribute and the template of its value. */
    record Extra(String name, Template value) {}
}
