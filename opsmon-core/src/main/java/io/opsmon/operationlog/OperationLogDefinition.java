package io.opsmon.operationlog;

import static io.opsmon.log.definition.ColumnType.ATTRIBUTES;
import static io.opsmon.log.definition.ColumnType.DURATION;
import static io.opsmon.log.definition.ColumnType.INTEGER;
import static io.opsmon.log.definition.ColumnType.UNLIMITED;
import static io.opsmon.log.definition.ColumnType.constant;
import static io.opsmon.log.definition.ColumnType.text;
import static io.opsmon.log.definition.Content.FACT;
import static io.opsmon.log.definition.Content.IDENTIFYING;
import static io.opsmon.log.definition.Content.KEPT;
import static io.opsmon.log.definition.Content.MANDATORY_TEXT;
import static io.opsmon.log.definition.Content.PERSON;
import static io.opsmon.log.definition.Content.TEXT;

import io.opsmon.http.HttpFacts;
import io.opsmon.log.Outcome;
import io.opsmon.log.TraceContext;
import io.opsmon.log.definition.Content;
import io.opsmon.log.definition.EntryValues;
import io.opsmon.log.definition.LogColumn;
import io.opsmon.log.definition.LogColumns;
import io.opsmon.log.definition.LogDefinition;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Definition of operation logs. Facts remain if a person's data is erased: time, type and outcome of the operation,
 * source and trace. All other values may identify a person: operator, resource identifier, client and all texts. The
 * order of the columns is part of every stored hash.
 *
 * @since 0.1
 */
public final class OperationLogDefinition {

    private static final LogColumns<OperationLogEntry> COLUMNS = new LogColumns<>();

    private static final LogColumn<OperationLogEntry, Duration> DURATION_US =
            COLUMNS.add("duration_us", "duration", DURATION, FACT, OperationLogEntry::duration);
    private static final LogColumn<OperationLogEntry, String> MODULE =
            COLUMNS.add("module", "module", text(100), FACT, OperationLogEntry::module);
    private static final LogColumn<OperationLogEntry, String> ACTION =
            COLUMNS.add("action", "action", text(50), FACT, OperationLogEntry::action);
    private static final LogColumn<OperationLogEntry, String> DESCRIPTION =
            COLUMNS.add("description", "description", text(2_000), MANDATORY_TEXT, OperationLogEntry::description);
    private static final LogColumn<OperationLogEntry, Outcome> OUTCOME =
            COLUMNS.add("outcome", "outcome", constant(Outcome.class, 10), FACT, OperationLogEntry::outcome);

    private static final LogColumn<OperationLogEntry, Boolean> RESOURCE =
            COLUMNS.addPresence("resource", entry -> entry.resource() != null);
    private static final LogColumn<OperationLogEntry, String> RESOURCE_TYPE =
            texts("resource_type", "resource.type", 100, FACT, OperationLogEntry::resource, Resource::type);
    private static final LogColumn<OperationLogEntry, String> RESOURCE_ID =
            texts("resource_id", "resource.id", 200, TEXT, OperationLogEntry::resource, Resource::id);

    private static final LogColumn<OperationLogEntry, String> OPERATOR_ID =
            texts("operator_id", "operator.id", 100, PERSON, OperationLogEntry::operator, Operator::id);
    private static final LogColumn<OperationLogEntry, String> OPERATOR_NAME =
            texts("operator_name", "operator.name", 200, IDENTIFYING, OperationLogEntry::operator, Operator::name);
    private static final LogColumn<OperationLogEntry, String> TENANT_ID =
            texts("tenant_id", "operator.tenant", 100, KEPT, OperationLogEntry::operator, Operator::tenant);

    private static final LogColumn<OperationLogEntry, String> HTTP_METHOD =
            texts("http_method", "http.method", 20, FACT, OperationLogEntry::http, HttpFacts::method);
    private static final LogColumn<OperationLogEntry, String> HTTP_PATH =
            texts("http_path", "http.path", 1_000, MANDATORY_TEXT, OperationLogEntry::http, HttpFacts::path);
    private static final LogColumn<OperationLogEntry, String> HTTP_QUERY =
            texts("http_query", "http.query", 2_000, IDENTIFYING, OperationLogEntry::http, HttpFacts::query);
    private static final LogColumn<OperationLogEntry, Integer> HTTP_STATUS =
            COLUMNS.add("http_status", "http.status", INTEGER, FACT, entry -> of(entry.http(), HttpFacts::status));
    private static final LogColumn<OperationLogEntry, String> CLIENT_IP =
            texts("client_ip", "http.clientIp", 45, IDENTIFYING, OperationLogEntry::http, HttpFacts::clientIp);
    private static final LogColumn<OperationLogEntry, String> USER_AGENT =
            texts("user_agent", "http.userAgent", 500, IDENTIFYING, OperationLogEntry::http, HttpFacts::userAgent);
    private static final LogColumn<OperationLogEntry, String> SESSION_REF = texts(
            "session_ref",
            "http.sessionReference",
            64,
            IDENTIFYING,
            OperationLogEntry::http,
            HttpFacts::sessionReference);

    private static final LogColumn<OperationLogEntry, String> TRACE_ID =
            texts("trace_id", "trace.traceId", 64, FACT, OperationLogEntry::trace, TraceContext::traceId);
    private static final LogColumn<OperationLogEntry, String> SPAN_ID =
            texts("span_id", "trace.spanId", 32, FACT, OperationLogEntry::trace, TraceContext::spanId);

    private static final LogColumn<OperationLogEntry, String> APPLICATION =
            texts("application", "source.application", 100, FACT, OperationLogEntry::source, Source::application);
    private static final LogColumn<OperationLogEntry, String> NODE =
            texts("node", "source.node", 100, FACT, OperationLogEntry::source, Source::node);
    private static final LogColumn<OperationLogEntry, String> THREAD =
            texts("thread", "source.thread", 100, FACT, OperationLogEntry::source, Source::thread);
    private static final LogColumn<OperationLogEntry, String> METHOD =
            texts("method", "source.method", 300, FACT, OperationLogEntry::source, Source::method);

    private static final LogColumn<OperationLogEntry, String> ERROR_TYPE =
            texts("error_type", "failure.type", 300, FACT, OperationLogEntry::failure, Failure::type);
    private static final LogColumn<OperationLogEntry, String> ERROR_MESSAGE =
            texts("error_message", "failure.message", 2_000, TEXT, OperationLogEntry::failure, Failure::message);
    private static final LogColumn<OperationLogEntry, String> ERROR_STACK = texts(
            "error_stack", "failure.stackTrace", UNLIMITED, TEXT, OperationLogEntry::failure, Failure::stackTrace);

    private static final LogColumn<OperationLogEntry, String> ARGUMENTS =
            COLUMNS.add("arguments", "arguments", text(UNLIMITED), TEXT, OperationLogEntry::arguments);
    private static final LogColumn<OperationLogEntry, String> RESULT =
            COLUMNS.add("result", "result", text(UNLIMITED), TEXT, OperationLogEntry::result);
    private static final LogColumn<OperationLogEntry, Map<String, String>> EXTRA =
            COLUMNS.add("extra", "extra", ATTRIBUTES, TEXT, e -> e.extra().isEmpty() ? null : e.extra());
    private static final LogColumn<OperationLogEntry, List<Change>> CHANGES = COLUMNS.add(
            "changes", "changes", new ChangesType(), TEXT, e -> e.changes().isEmpty() ? null : e.changes());

    /** The operation log. */
    public static final LogDefinition<OperationLogEntry> OPERATION_LOG = LogDefinition.builder(
                    "operation-log", "opsmon_operation_log", COLUMNS)
            .reader(OperationLogDefinition::read)
            .chain(OperationLogEntry::chain, OperationLogEntry::withChain)
            .person(OPERATOR_ID, null, MODULE)
            .textIndex("opsmon_ol_text")
            .textKey(
                    "text_key",
                    "opsmon_ol_time",
                    List.of(DESCRIPTION, ERROR_MESSAGE, RESOURCE_ID, OPERATOR_ID, OPERATOR_NAME, TRACE_ID))
            .filter("operator", OPERATOR_ID)
            .filter("module", MODULE)
            .filter("action", ACTION)
            .filter("outcome", OUTCOME)
            .filter("resourceType", RESOURCE_TYPE)
            .filter("resourceId", RESOURCE_ID)
            .filter("clientIp", CLIENT_IP)
            .filter("traceId", TRACE_ID)
            .field("operator", OPERATOR_ID)
            .field("tenant", TENANT_ID)
            .field("module", MODULE)
            .field("action", ACTION)
            .field("outcome", OUTCOME)
            .field("resourceType", RESOURCE_TYPE)
            .field("resourceId", RESOURCE_ID)
            .field("clientIp", CLIENT_IP)
            .field("errorType", ERROR_TYPE)
            .field("application", APPLICATION)
            .field("node", NODE)
            .count("modules", MODULE)
            .count("actions", ACTION)
            .countTop("operators", OPERATOR_ID)
            .count("outcomes", OUTCOME)
            .duration(DURATION_US)
            .export("occurredAt", COLUMNS.occurredAt())
            .export("operator", OPERATOR_ID)
            .export("operatorName", OPERATOR_NAME)
            .export("tenant", TENANT_ID)
            .export("module", MODULE)
            .export("action", ACTION)
            .exportWide("description", DESCRIPTION)
            .export("changes", CHANGES)
            .export("outcome", OUTCOME)
            .export("durationMillis", DURATION_US)
            .export("resourceType", RESOURCE_TYPE)
            .export("resourceId", RESOURCE_ID)
            .export("httpMethod", HTTP_METHOD)
            .export("path", HTTP_PATH)
            .export("query", HTTP_QUERY)
            .export("status", HTTP_STATUS)
            .export("clientIp", CLIENT_IP)
            .export("userAgent", USER_AGENT)
            .export("session", SESSION_REF)
            .export("traceId", TRACE_ID)
            .export("spanId", SPAN_ID)
            .export("application", APPLICATION)
            .export("node", NODE)
            .export("method", METHOD)
            .export("errorType", ERROR_TYPE)
            .export("errorMessage", ERROR_MESSAGE)
            .export("arguments", ARGUMENTS)
            .export("result", RESULT)
            .export("extra", EXTRA)
            .export("id", COLUMNS.id())
            .build();

    private OperationLogDefinition() {}

    private static <P> LogColumn<OperationLogEntry, String> texts(
            String name,
            String path,
            int length,
            Content content,
            Function<OperationLogEntry, @Nullable P> part,
            Function<P, @Nullable String> value) {
        return COLUMNS.add(name, path, text(length), content, entry -> of(part.apply(entry), value));
    }

    private static <P, V> @Nullable V of(@Nullable P part, Function<P, @Nullable V> value) {
        return part == null ? null : value.apply(part);
    }

    private static OperationLogEntry read(EntryValues v) {
        return new OperationLogEntry(
                v.required(COLUMNS.id()),
                v.required(COLUMNS.occurredAt()),
                v.required(DURATION_US),
                v.required(MODULE),
                v.required(ACTION),
                v.required(DESCRIPTION),
                v.required(OUTCOME),
                resource(v),
                v.get(OPERATOR_ID) == null
                        ? null
                        : new Operator(v.required(OPERATOR_ID), v.get(OPERATOR_NAME), v.get(TENANT_ID)),
                http(v),
                v.get(TRACE_ID) == null ? null : new TraceContext(v.required(TRACE_ID), v.get(SPAN_ID)),
                new Source(v.required(APPLICATION), v.required(NODE), v.get(THREAD), v.get(METHOD)),
                v.get(ERROR_TYPE) == null
                        ? null
                        : new Failure(v.required(ERROR_TYPE), v.get(ERROR_MESSAGE), v.get(ERROR_STACK)),
                v.get(ARGUMENTS),
                v.get(RESULT),
                Objects.requireNonNullElse(v.get(EXTRA), Map.of()),
                Objects.requireNonNullElse(v.get(CHANGES), List.of()),
                v.chain());
    }

    private static @Nullable Resource resource(EntryValues v) {
        @Nullable String type = v.get(RESOURCE_TYPE);
        @Nullable String id = v.get(RESOURCE_ID);
        return v.get(RESOURCE) == null && type == null && id == null ? null : new Resource(type, id);
    }

    private static @Nullable HttpFacts http(EntryValues v) {
        @Nullable String method = v.get(HTTP_METHOD);
        return method == null
                ? null
                : new HttpFacts(
                        method,
                        v.required(HTTP_PATH),
                        v.get(HTTP_QUERY),
                        v.get(HTTP_STATUS),
                        v.get(CLIENT_IP),
                        v.get(USER_AGENT),
                        v.get(SESSION_REF));
    }
}
