package io.opsmon.log;

/**
 * Decides which entries of the logs the current caller may see, as a bean of the host. The REST API asks for every
 * request, on the thread of the request, after the permissions. Callers who may not see all entries have the logs only:
 * every other route refuses them. Without a bean, permissions alone decide. Thread-safe.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface LogScope {

    /**
     * Returns the entries that the current caller may see.
     *
     * @return the visible entries
     * @throws RuntimeException if the caller's scope cannot be determined; the request fails then
     */
    LogVisibility visible();
}
