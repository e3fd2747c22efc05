package io.opsmon.operationlog;

import io.opsmon.http.HttpFacts;
import io.opsmon.log.TraceContext;
import io.opsmon.log.internal.StorableText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes an entry storable in any database. Truncates values longer than their column, with a mark, and replaces NUL by
 * {@code U+2400} and an unpaired surrogate by {@code U+FFFD}. Runs on the writer thread. The cost of an entry without
 * such values is one pass over its characters.
 */
final class OperationLogSanitizer {

    private OperationLogSanitizer() {}

    static OperationLogEntry sanitize(OperationLogEntry e) {
        return new OperationLogEntry(
                e.id(),
                e.occurredAt(),
                e.duration(),
                StorableText.fit(e.module(), 100),
                StorableText.fit(e.action(), 50),
                StorableText.fit(e.description(), 2_000),
                e.outcome(),
                resource(e.resource()),
                operator(e.operator()),
                http(e.http()),
                trace(e.trace()),
                source(e.source()),
                failure(e.failure()),
                StorableText.fitOrNull(e.arguments(), Integer.MAX_VALUE),
                StorableText.fitOrNull(e.result(), Integer.MAX_VALUE),
                StorableText.fitExtra(e.extra()),
                changes(e.changes()),
                e.chain());
    }

    private static @Nullable Resource resource(@Nullable Resource r) {
        return r == null
                ? null
                : new Resource(StorableText.fitOrNull(r.type(), 100), StorableText.fitOrNull(r.id(), 200));
    }

    private static @Nullable Operator operator(@Nullable Operator o) {
        return o == null
                ? null
                : new Operator(
                        StorableText.fit(o.id(), 100),
                        StorableText.fitOrNull(o.name(), 200),
                        StorableText.fitOrNull(o.tenant(), 100));
    }

    private static @Nullable HttpFacts http(@Nullable HttpFacts h) {
        return h == null
                ? null
                : new HttpFacts(
                        StorableText.fit(h.method(), 20),
                        StorableText.fit(h.path(), 1_000),
                        StorableText.fitOrNull(h.query(), 2_000),
                        h.status(),
                        StorableText.fitOrNull(h.clientIp(), 45),
                        StorableText.fitOrNull(h.userAgent(), 500),
                        StorableText.fitOrNull(h.sessionReference(), 64));
    }

    private static @Nullable TraceContext trace(@Nullable TraceContext t) {
        return t == null
                ? null
                : new TraceContext(StorableText.fit(t.traceId(), 64), StorableText.fitOrNull(t.spanId(), 32));
    }

    private static Source source(Source s) {
        return new Source(
                StorableText.fit(s.application(), 100),
                StorableText.fit(s.node(), 100),
                StorableText.fitOrNull(s.thread(), 100),
                StorableText.fitOrNull(s.method(), 300));
    }

    private static @Nullable Failure failure(@Nullable Failure f) {
        return f == null
                ? null
                : new Failure(
                        StorableText.fit(f.type(), 300),
                        StorableText.fitOrNull(f.message(), 2_000),
                        StorableText.fitOrNull(f.stackTrace(), Integer.MAX_VALUE));
    }

    private static List<Change> changes(List<Change> changes) {
        if (changes.isEmpty()) {
            return changes;
        }
        return changes.stream()
                .map(change -> new Change(
                        StorableText.fit(change.path(), 500),
                        StorableText.fitOrNull(change.label(), 500),
                        change.type(),
                        StorableText.fitOrNull(change.oldValue(), 2_000),
                        StorableText.fitOrNull(change.newValue(), 2_000)))
                .toList();
    }
}
