package io.opsmon.operationlog.internal.jdbc;

import static io.opsmon.log.internal.jdbc.PersonalLayout.ERASED;

import io.opsmon.http.HttpFacts;
import io.opsmon.log.PersonalData.Removal;
import io.opsmon.log.internal.jdbc.PersonalLayout;
import io.opsmon.operationlog.Failure;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.Operator;
import io.opsmon.operationlog.Resource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The personal data in {@code opsmon_operation_log}. The person of an entry is its operator.
 *
 * @since 0.1
 */
public final class PersonalOperations {

    /** The columns with personal data, and the conversion of entries to entries without personal data. */
    public static final PersonalLayout<OperationLogEntry> LAYOUT = new PersonalLayout<>(
            OperationLogLayout.LAYOUT,
            "operator_id",
            null,
            "module",
            List.of(
                    "description",
                    "resource_id",
                    "operator_id",
                    "operator_name",
                    "http_path",
                    "http_query",
                    "client_ip",
                    "user_agent",
                    "session_ref",
                    "error_message",
                    "error_stack",
                    "arguments",
                    "result",
                    "extra",
                    "changes"),
            PersonalOperations::without);

    private PersonalOperations() {}

    private static OperationLogEntry without(OperationLogEntry e, String person, String pseudonym, Removal removal) {
        boolean texts = removal == Removal.ERASE;
        @Nullable Operator operator = e.operator();
        @Nullable HttpFacts http = e.http();
        @Nullable Failure failure = e.failure();
        @Nullable Resource resource = e.resource();
        return new OperationLogEntry(
                e.id(),
                e.occurredAt(),
                e.duration(),
                e.module(),
                e.action(),
                texts ? ERASED : e.description(),
                e.outcome(),
                texts && resource != null ? new Resource(resource.type(), null) : resource,
                operator == null ? null : new Operator(pseudonym, null, operator.tenant()),
                http == null
                        ? null
                        : new HttpFacts(
                                http.method(), texts ? ERASED : http.path(), null, http.status(), null, null, null),
                e.trace(),
                e.source(),
                texts && failure != null ? new Failure(failure.type(), null, null) : failure,
                texts ? null : e.arguments(),
                texts ? null : e.result(),
                texts ? Map.of() : e.extra(),
                texts ? List.of() : e.changes(),
                e.chain());
    }
}
