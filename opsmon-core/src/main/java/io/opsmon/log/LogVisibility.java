package io.opsmon.log;

import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The entries of all logs that a caller may see: those of some tenants, of some applications, or of both. Immutable.
 *
 * @param tenants the visible tenants. With accepted tenants, an entry without tenant is not visible
 * @param applications the visible applications
 * @since 0.1
 */
public record LogVisibility(ValueFilter tenants, ValueFilter applications) {

    /** The visibility of all entries. */
    public static final LogVisibility ALL = new LogVisibility(ValueFilter.ANY, ValueFilter.ANY);

    /**
     * Creates the visibility of the entries of some tenants.
     *
     * @param tenants the tenants; if empty, no entry is visible
     * @return the visibility
     */
    public static LogVisibility ofTenants(Collection<String> tenants) {
        return ALL.withinTenants(tenants);
    }

    /**
     * Creates the visibility of the entries of some applications.
     *
     * @param applications the applications; if empty, no entry is visible
     * @return the visibility
     */
    public static LogVisibility ofApplications(Collection<String> applications) {
        return ALL.withinApplications(applications);
    }

    /**
     * Restricts the visibility to some tenants.
     *
     * @param only the tenants; if empty, no entry is visible
     * @return a copy
     */
    public LogVisibility withinTenants(Collection<String> only) {
        return new LogVisibility(tenants.and(accepting(only)), applications);
    }

    /**
     * Restricts the visibility to some applications.
     *
     * @param only the applications; if empty, no entry is visible
     * @return a copy
     */
    public LogVisibility withinApplications(Collection<String> only) {
        return new LogVisibility(tenants, applications.and(accepting(only)));
    }

    private static ValueFilter accepting(Collection<String> values) {
        return values.isEmpty() ? ValueFilter.NONE : new ValueFilter(Set.copyOf(values), Set.of());
    }

    /**
     * Returns whether every entry is visible.
     *
     * @return true if nothing is hidden
     */
    public boolean isAll() {
        return tenants.isAny() && applications.isAny();
    }

    /**
     * Returns whether an entry is visible.
     *
     * @param tenant the tenant of the entry; null for none
     * @param application the application of the entry
     * @return true if visible
     */
    public boolean shows(@Nullable String tenant, String application) {
        return tenants.accepts(tenant) && applications.accepts(application);
    }
}
