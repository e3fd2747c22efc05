package io.opsmon.operationlog;

import io.opsmon.http.HttpFacts;
import io.opsmon.log.Outcome;
import io.opsmon.log.internal.LineReader;
import io.opsmon.log.internal.LineReader.Members;
import io.opsmon.log.internal.LineWriter;
import io.opsmon.recording.EntryCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Encodes an entry as one line of JSON, the format of journals, archives and exports. The members are named like the
 * components of {@link OperationLogEntry}; null and empty members are omitted. Arguments and result are strings that
 * contain JSON. Stateless.
 *
 * @since 0.1
 */
public final class OperationLogCodec implements EntryCodec<OperationLogEntry> {

    /** Creates a codec. */
    public OperationLogCodec() {}

    @Override
    public byte[] encode(OperationLogEntry entry) {
        OperationLogEntry clean = OperationLogSanitizer.sanitize(entry);
        return LineWriter.write(line -> write(line, clean));
    }

    private static void write(LineWriter line, OperationLogEntry e) {
        line.text("id", e.id().toString())
                .text("occurredAt", e.occurredAt().toString())
                .text("duration", e.duration().toString())
                .text("module", e.module())
                .text("action", e.action())
                .text("description", e.description())
                .text("outcome", e.outcome().name());
        @Nullable Resource resource = e.resource();
        if (resource != null) {
            line.object("resource", "type", resource.type(), "id", resource.id());
        }
        @Nullable Operator operator = e.operator();
        if (operator != null) {
            line.object("operator", "id", operator.id(), "name", operator.name(), "tenant", operator.tenant());
        }
        if (e.http() != null) {
            http(line, e.http());
        }
        line.trace(e.trace());
        Source source = e.source();
        line.object(
                "source",
                "application",
                source.application(),
                "node",
                source.node(),
                "thread",
                source.thread(),
                "method",
                source.method());
        @Nullable Failure failure = e.failure();
        if (failure != null) {
            line.object(
                    "failure",
                    "type",
                    failure.type(),
                    "message",
                    failure.message(),
                    "stackTrace",
                    failure.stackTrace());
        }
        line.text("arguments", e.arguments())
                .text("result", e.result())
                .object("extra", e.extra())
                .list("changes", e.changes(), OperationLogCodec::members)
                .chain(e.chain());
    }

    private static void http(LineWriter line, HttpFacts http) {
        line.object(
                "http",
                "method",
                http.method(),
                "path",
                http.path(),
                "query",
                http.query(),
                "status",
                http.status() == null ? null : http.status().toString(),
                "clientIp",
                http.clientIp(),
                "userAgent",
                http.userAgent(),
                "sessionReference",
                http.sessionReference());
    }

    private static @Nullable String[] members(Change change) {
        return new @Nullable String[] {
            "path", change.path(),
            "label", change.label(),
            "type", change.type().name(),
            "old", change.oldValue(),
            "new", change.newValue()
        };
    }

    @Override
    public OperationLogEntry decode(byte[] bytes) {
        return LineReader.read(bytes, "an operation log entry", OperationLogCodec::entry);
    }

    private static OperationLogEntry entry(LineReader line) {
        Members e = line.members();
        return new OperationLogEntry(
                UUID.fromString(e.required("id")),
                Instant.parse(e.required("occurredAt")),
                Duration.parse(e.required("duration")),
                e.required("module"),
                e.required("action"),
                e.required("description"),
                Outcome.valueOf(e.required("outcome")),
                resource(line.object("resource")),
                operator(line.object("operator")),
                http(line.object("http")),
                line.trace(),
                source(line.object("source")),
                failure(line.object("failure")),
                e.optional("arguments"),
                e.optional("result"),
                line.map("extra"),
                changes(line.list("changes")),
                line.chain());
    }

    private static List<Change> changes(List<Members> changes) {
        return changes.stream()
                .map(members -> new Change(
                        members.required("path"),
                        members.optional("label"),
                        Change.Type.valueOf(members.required("type")),
                        members.optional("old"),
                        members.optional("new")))
                .toList();
    }

    private static @Nullable Resource resource(@Nullable Members m) {
        return m == null ? null : new Resource(m.optional("type"), m.optional("id"));
    }

    private static @Nullable Operator operator(@Nullable Members m) {
        return m == null ? null : new Operator(m.required("id"), m.optional("name"), m.optional("tenant"));
    }

    private static @Nullable HttpFacts http(@Nullable Members m) {
        if (m == null) {
            return null;
        }
        @Nullable String status = m.optional("status");
        return new HttpFacts(
                m.required("method"),
                m.required("path"),
                m.optional("query"),
                status == null ? null : Integer.valueOf(status),
                m.optional("clientIp"),
                m.optional("userAgent"),
                m.optional("sessionReference"));
    }

    private static Source source(@Nullable Members m) {
        if (m == null) {
            throw new IllegalArgumentException("source is missing");
        }
        return new Source(m.required("application"), m.required("node"), m.optional("thread"), m.optional("method"));
    }

    private static @Nullable Failure failure(@Nullable Members m) {
        return m == null ? null : new Failure(m.required("type"), m.optional("message"), m.optional("stackTrace"));
    }
}
