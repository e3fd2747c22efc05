package io.opsmon.boot.web.console;

import io.opsmon.boot.web.ApiRequest;
import io.opsmon.boot.web.ApiResponse;
import io.opsmon.boot.web.ApiRoute;
import io.opsmon.boot.web.CallerScope;
import io.opsmon.boot.web.MenuCount;
import io.opsmon.boot.web.OpsmonAccess;
import io.opsmon.boot.web.RouteGroup;
import io.opsmon.boot.web.routing.Problems;
import io.opsmon.log.LogPage;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Serves the numbers in the menu of the console.
 *
 * <pre>
 *  GET /counters   one member for each number that the caller may read: {value, relation}; a number that cannot be read is absent
 * </pre>
 *
 * <p>Each number is read at most once in five seconds on each node, for all callers.
 */
final class CounterRoutes implements RouteGroup {

    private static final long FRESH_NANOS = Duration.ofSeconds(5).toNanos();

    private final OpsmonAccess access;
    private final CallerScope scope;
    private final List<Counter> counters;

    /** A number, and when it was read. Guarded by itself: callers wait for one reading instead of reading, too. */
    private static final class Counter {
        private final MenuCount source;
        private final LongSupplier nanoTime;
        private LogPage.@Nullable Total total;
        private long readNanos;
        private boolean isRead;

        Counter(MenuCount source, LongSupplier nanoTime) {
            this.source = source;
            this.nanoTime = nanoTime;
        }

        synchronized LogPage.@Nullable Total get() {
            if (!isRead || nanoTime.getAsLong() - readNanos >= FRESH_NANOS) {
                total = read();
                readNanos = nanoTime.getAsLong();
                isRead = true;
            }
            return total;
        }

        /** A failure is remembered as well, so that an outage costs one query in five seconds. */
        private LogPage.@Nullable Total read() {
            try {
                return source.reader().get();
            } catch (RuntimeException failure) {
                Problems.of("The number " + source.name() + " of GET /counters", failure);
                return null;
            }
        }
    }

    CounterRoutes(OpsmonAccess access, CallerScope scope, List<MenuCount> counts, LongSupplier nanoTime) {
        this.access = access;
        this.scope = scope;
        this.counters =
                counts.stream().map(count -> new Counter(count, nanoTime)).toList();
    }

    @Override
    public List<ApiRoute> routes() {
        return List.of(ApiRoute.get("/counters", null, this::show).scoped());
    }

    private ApiResponse show(ApiRequest request) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        // The numbers are those of all entries.
        for (Counter counter : scope.isRestricted() ? List.<Counter>of() : counters) {
            if (access.isGranted(counter.source.permission())) {
                LogPage.@Nullable Total total = counter.get();
                if (total != null) {
                    body.putObject(counter.source.name())
                            .put("value", total.value())
                            .put("relation", total.exact() ? "eq" : "gte");
                }
            }
        }
        return ApiResponse.json(body);
    }
}
