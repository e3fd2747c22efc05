package io.opsmon.operationlog.interception;

import io.opsmon.operationlog.payload.PathFilter;
import io.opsmon.operationlog.template.Condition;
import io.opsmon.operationlog.template.Template;
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
        List<Template> evaluatedBefore) {

    /** An attribute and the template of its value. */
    record Extra(String name, Template value) {}
}
