package io.opsmon.boot.log;

import io.opsmon.log.internal.AdministrativeOperation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;

/**
 * Publishes reads of logs as {@link AdministrativeOperation}s if {@code opsmon.audit-access} is on. If the same
 * operator repeats the same read within five minutes, the read is published once. Pages, refreshes and reads of these
 * entries therefore do not fill the log. A failure is logged and never reaches the reader. Thread-safe; remembers at
 * most 1,000 reads.
 *
 * @since 0.1
 */
public final class AccessAudit {

    private static final Logger log = LoggerFactory.getLogger(AccessAudit.class);
    private static final Duration WINDOW = Duration.ofMinutes(5);
    private static final int REMEMBERED = 1_000;
    private static final int MAX_FILTER = 500;
    private static final int HOUR = "2026-03-01T12".length();
    private static final Set<String> PAGING = Set.of("cursor", "limit", "sort");
    private static final Set<String> TIMES = Set.of("from", "to");

    private final boolean enabled;
    private final ApplicationEventPublisher events;
    private final Clock clock;
    private final Map<List<String>, Instant> recent = new LinkedHashMap<>();

    /**
     * Creates the audit.
     *
     * @param enabled false to publish nothing
     * @param events receives the reads, on the reader's thread
     * @param clock the clock that measures the time between two reads
     */
    public AccessAudit(boolean enabled, ApplicationEventPublisher events, Clock clock) {
        this.enabled = enabled;
        this.events = events;
        this.clock = clock;
    }

    /**
     * Publishes a read of a page.
     *
     * @param resource the log
     * @param parameters the filters, the order and the page
     * @param operator the reader
     */
    public void listed(LogResource<?, ?> resource, MultiValueMap<String, String> parameters, String operator) {
        if (!enabled) {
            return;
        }
        MultiValueMap<String, String> filters = new LinkedMultiValueMap<>(parameters);
        PAGING.forEach(filters::remove);
        Map<String, String> key = joined(filters);
        // A relative range such as "the last hour" has another beginning after each refresh.
        TIMES.forEach(name ->
                key.computeIfPresent(name, (same, time) -> time.substring(0, Math.min(HOUR, time.length()))));
        if (isFirst(List.of("LIST", operator, resource.path(), bounded(key.toString())))) {
            publish("LIST", "listed " + resource.plural() + where(filters), resource, null, filter(filters));
        }
    }

    /**
     * Publishes a read of a page of data changes.
     *
     * @param parameters the filters and the page
     * @param operator the reader
     */
    public void listedDataChanges(MultiValueMap<String, String> parameters, String operator) {
        if (!enabled) {
            return;
        }
        MultiValueMap<String, String> filters = new LinkedMultiValueMap<>(parameters);
        PAGING.forEach(filters::remove);
        if (isFirst(List.of("LIST", operator, "data-changes", bounded(text(filters))))) {
            publish("LIST", "listed data changes" + where(filters), "data-change", null, filter(filters));
        }
    }

    /**
     * Publishes the end of an export of data changes.
     *
     * @param count the number of changes
     * @param isComplete whether the export was not cancelled
     */
    public void exportedDataChanges(long count, boolean isComplete) {
        if (enabled) {
            publish(
                    "EXPORT_END",
                    (isComplete ? "ended an export of " : "cancelled an export after ") + count + " data changes",
                    "data-change",
                    null,
                    Map.of("count", Long.toString(count), "complete", Boolean.toString(isComplete)));
        }
    }

    void opened(LogResource<?, ?> resource, String id, String operator) {
        if (enabled && isFirst(List.of("OPEN", operator, resource.path(), id))) {
            publish("OPEN", "opened an entry of the " + resource.plural(), resource, id, Map.of());
        }
    }

    void exported(LogResource<?, ?> resource, MultiValueMap<String, String> filters, long count, boolean complete) {
        if (enabled) {
            Map<String, String> extra = new LinkedHashMap<>(filter(filters));
            extra.put("count", Long.toString(count));
            extra.put("complete", Boolean.toString(complete));
            publish(
                    "EXPORT_END",
                    (complete ? "ended an export of " : "cancelled an export after ") + count + " " + resource.plural()
                            + where(filters),
                    resource,
                    null,
                    extra);
        }
    }

    void verified(KeptLog resource) {
        if (enabled) {
            publish("VERIFY", "started a verification of the " + resource.plural(), resource, null, Map.of());
        }
    }

    /**
     * Publishes a report on a person without the person's name. Erasure could not remove the name from the entry.
     *
     * @param resource the log
     */
    public void reported(LogResource<?, ?> resource) {
        if (enabled) {
            publish("REPORT", "reported on one person in the " + resource.plural(), resource, null, Map.of());
        }
    }

    private boolean isFirst(List<String> read) {
        Instant now = clock.instant();
        synchronized (recent) {
            @Nullable Instant before = recent.get(read);
            if (before != null && !now.isBefore(before) && now.isBefore(before.plus(WINDOW))) {
                return false;
            }
            recent.remove(read);
            recent.put(read, now);
            if (recent.size() > REMEMBERED) {
                recent.remove(recent.keySet().iterator().next());
            }
            return true;
        }
    }

    private void publish(
            String action, String description, KeptLog resource, @Nullable String id, Map<String, String> extra) {
        publish(action, description, resource.definition().name(), id, extra);
    }

    private void publish(
            String action, String description, String log, @Nullable String id, Map<String, String> extra) {
        try {
            events.publishEvent(new AdministrativeOperation(action, description, log, id, extra));
        } catch (RuntimeException failure) {
            AccessAudit.log.warn("Failed to record a read of the {}: {}", log, failure.toString());
        }
    }

    private static Map<String, String> filter(MultiValueMap<String, String> filters) {
        return filters.isEmpty() ? Map.of() : Map.of("filter", bounded(text(filters)));
    }

    private static String where(MultiValueMap<String, String> filters) {
        return filters.isEmpty() ? "" : " where " + bounded(text(filters));
    }

    private static String text(MultiValueMap<String, String> filters) {
        return joined(filters).toString();
    }

    /** Joins all values of each parameter. */
    private static Map<String, String> joined(MultiValueMap<String, String> filters) {
        Map<String, String> joined = new TreeMap<>();
        filters.forEach((name, values) -> joined.put(name, String.join(",", values)));
        return joined;
    }

    private static String bounded(String text) {
        return text.length() <= MAX_FILTER ? text : text.substring(0, MAX_FILTER) + "…" + text.hashCode();
    }
}
