package io.opsmon.operationlog;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes an entry storable in any database: cuts what is longer than its column, with a mark, and shows NUL as {@code U+2400} and an
 * unpaired surrogate as {@code U+FFFD}. Runs on the writer thread; an entry that needs nothing costs a look at each character.
 */
final class EntrySanitizer {

    private static final char NUL_SYMBOL = '\u2400';
    private static final char REPLACEMENT = '\uFFFD';
    private static final String CUT = "…";

    private EntrySanitizer() {}

    static OperationLogEntry sanitize(OperationLogEntry e) {
        return new OperationLogEntry(
                e.id(),
                e.occurredAt(),
                e.duration(),
                required(e.module(), 100),
                required(e.action(), 50),
                required(e.description(), 2_000),
                e.outcome(),
                resource(e.resource()),
                operator(e.operator()),
                http(e.http()),
                trace(e.trace()),
                source(e.source()),
                failure(e.failure()),
                text(e.arguments(), Integer.MAX_VALUE),
                text(e.result(), Integer.MAX_VALUE),
                extra(e.extra()),
                changes(e.changes()),
                e.chain());
    }

    private static @Nullable Resource resource(@Nullable Resource r) {
        return r == null ? null : new Resource(text(r.type(), 100), text(r.id(), 200));
    }

    private static @Nullable Operator operator(@Nullable Operator o) {
        return o == null ? null : new Operator(required(o.id(), 100), text(o.name(), 200), text(o.tenant(), 100));
    }

    private static @Nullable HttpFacts http(@Nullable HttpFacts h) {
        return h == null
                ? null
                : new HttpFacts(
                        required(h.method(), 20),
                        required(h.path(), 1_000),
                        text(h.query(), 2_000),
                        h.status(),
                        text(h.clientIp(), 45),
                        text(h.userAgent(), 500),
                        text(h.sessionReference(), 64));
    }

    private static @Nullable TraceContext trace(@Nullable TraceContext t) {
        return t == null ? null : new TraceContext(required(t.traceId(), 64), text(t.spanId(), 32));
    }

    private static Source source(Source s) {
        return new Source(
                required(s.application(), 100), required(s.node(), 100), text(s.thread(), 100), text(s.method(), 300));
    }

    private static @Nullable Failure failure(@Nullable Failure f) {
        return f == null
                ? null
                : new Failure(
                        required(f.type(), 300), text(f.message(), 2_000), text(f.stackTrace(), Integer.MAX_VALUE));
    }

    private static Map<String, String> extra(Map<String, String> extra) {
        if (extra.isEmpty()) {
            return extra;
        }
        Map<String, String> clean = new LinkedHashMap<>();
        extra.forEach((key, value) -> clean.put(required(key, 100), required(value, 2_000)));
        return clean;
    }

    private static List<Change> changes(List<Change> changes) {
        if (changes.isEmpty()) {
            return changes;
        }
        return changes.stream()
                .map(change -> new Change(
                        required(change.path(), 500),
                        text(change.label(), 500),
                        change.type(),
                        text(change.oldValue(), 2_000),
                        text(change.newValue(), 2_000)))
                .toList();
    }

    private static @Nullable String text(@Nullable String value, int length) {
        return value == null ? null : required(value, length);
    }

    static String required(String value, int length) {
        String cut = value.length() <= length ? value : value.substring(0, length - 1) + CUT;
        for (int i = 0; i < cut.length(); i++) {
            char c = cut.charAt(i);
            if (c == 0 || Character.isSurrogate(c)) {
                return replace(cut, i);
            }
        }
        return cut;
    }

    private static String replace(String value, int from) {
        StringBuilder clean = new StringBuilder(value);
        for (int i = from; i < clean.length(); i++) {
            char c = clean.charAt(i);
            if (c == 0) {
                clean.setCharAt(i, NUL_SYMBOL);
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < clean.length()
                    && Character.isLowSurrogate(clean.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                clean.setCharAt(i, REPLACEMENT);
            }
        }
        return clean.toString();
    }
}
