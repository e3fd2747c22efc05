package io.opsmon.operationlog;

import io.opsmon.http.HttpFacts;
import io.opsmon.log.Outcome;
import io.opsmon.log.TraceContext;
import io.opsmon.log.internal.EntryIds;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Entries for tests: a complete entry and variants of it. */
public final class TestEntries {

    /** The default time of entries. */
    public static final Instant NOON = Instant.parse("2026-03-01T12:00:00.123456Z");

    private static final EntryIds IDS = new EntryIds(Clock.systemUTC());

    private TestEntries() {}

    /** Returns a new UUIDv7. */
    public static UUID id() {
        return IDS.next();
    }

    /** Returns an entry with a value in every component. */
    public static OperationLogEntry complete() {
        return entry(NOON, "orders", "UPDATE", "changed the price of Tea to 3.20", Outcome.SUCCESS);
    }

    /** Returns an entry with the required components only. */
    public static OperationLogEntry sparse() {
        return new OperationLogEntry(
                id(),
                NOON,
                Duration.ZERO,
                "orders",
                "OTHER",
                "",
                Outcome.SUCCESS,
                null,
                null,
                null,
                null,
                new Source("shop", "node-1", null, null),
                null,
                null,
                null,
                Map.of(),
                List.of(),
                null);
    }

    /** Returns a complete entry with the given components. */
    public static OperationLogEntry entry(
            Instant occurredAt, String module, String action, String description, Outcome outcome) {
        return new OperationLogEntry(
                id(),
                occurredAt,
                Duration.ofNanos(1_234_000),
                module,
                action,
                description,
                outcome,
                new Resource("product", "42"),
                new Operator("u-7", "Ada Lovelace", "acme"),
                new HttpFacts("PUT", "/products/42", "dry=false", 200, "203.0.113.9", "Firefox", "ref"),
                new TraceContext("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"),
                new Source("shop", "node-1", "exec-1", "shop.Products#changePrice"),
                outcome == Outcome.FAILURE
                        ? new Failure("java.lang.IllegalStateException", "no such product", "at shop.Products")
                        : null,
                "{\"id\":42}",
                "{\"ok\":true}",
                Map.of("reason", "spring sale"),
                List.of(new Change("price", "Price", Change.Type.CHANGED, "3.10", "3.20")),
                null);
    }

    /** Returns a complete entry with the given description. */
    public static OperationLogEntry described(String description) {
        return entry(NOON, "orders", "UPDATE", description, Outcome.SUCCESS);
    }

    /** Returns a complete entry with the given time. */
    public static OperationLogEntry at(Instant occurredAt) {
        return entry(occurredAt, "orders", "UPDATE", "at " + occurredAt, Outcome.SUCCESS);
    }

    /** Returns a failed entry. */
    public static OperationLogEntry failed(
            Instant occurredAt, String module, String action, @Nullable Failure failure, @Nullable String operator) {
        return new OperationLogEntry(
                id(),
                occurredAt,
                Duration.ofMillis(1),
                module,
                action,
                "tried at " + occurredAt,
                Outcome.FAILURE,
                null,
                operator == null ? null : new Operator(operator, null, null),
                null,
                null,
                new Source("shop", "node-1", null, null),
                failure,
                null,
                null,
                Map.of(),
                List.of(),
                null);
    }

    /** Returns the entry without changes. */
    public static OperationLogEntry withoutChanges(OperationLogEntry e) {
        return new OperationLogEntry(
                e.id(),
                e.occurredAt(),
                e.duration(),
                e.module(),
                e.action(),
                e.description(),
                e.outcome(),
                e.resource(),
                e.operator(),
                e.http(),
                e.trace(),
                e.source(),
                e.failure(),
                e.arguments(),
                e.result(),
                e.extra(),
                List.of(),
                e.chain());
    }

    /** Returns the entry with other arguments. */
    public static OperationLogEntry withArguments(OperationLogEntry e, String arguments) {
        return new OperationLogEntry(
                e.id(),
                e.occurredAt(),
                e.duration(),
                e.module(),
                e.action(),
                e.description(),
                e.outcome(),
                e.resource(),
                e.operator(),
                e.http(),
                e.trace(),
                e.source(),
                e.failure(),
                arguments,
                e.result(),
                e.extra(),
                e.changes(),
                e.chain());
    }

    /** Returns the entry with another operator, resource and request. */
    public static OperationLogEntry with(
            OperationLogEntry e,
            @Nullable Operator operator,
            @Nullable Resource resource,
            @Nullable HttpFacts http,
            @Nullable TraceContext trace,
            Duration duration) {
        return new OperationLogEntry(
                e.id(),
                e.occurredAt(),
                duration,
                e.module(),
                e.action(),
                e.description(),
                e.outcome(),
                resource,
                operator,
                http,
                trace,
                e.source(),
                e.failure(),
                e.arguments(),
                e.result(),
                e.extra(),
                e.changes(),
                e.chain());
    }
}
