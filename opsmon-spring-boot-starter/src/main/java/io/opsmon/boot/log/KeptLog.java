package io.opsmon.boot.log;

import io.opsmon.log.definition.LogDefinition;

/**
 * The part of a REST resource that concerns the keeping of a log: verification, findings, legal holds and removal.
 *
 * @since 0.1
 */
public interface KeptLog {

    /**
     * Returns the path in the API.
     *
     * @return {@code /operation-logs}, for example
     */
    String path();

    /**
     * Returns the permissions for the log.
     *
     * @return the permissions
     */
    LogResource.Permissions permissions();

    /**
     * Returns the definition of the log.
     *
     * @return the definition
     */
    LogDefinition<?> definition();

    /**
     * Returns the name of the log's entries in messages.
     *
     * @return {@code operation logs}, for example
     */
    default String plural() {
        return definition().plural();
    }

    /**
     * Creates the resource of a log whose entries have routes of their own. Path and permissions follow from the
     * definition.
     *
     * @param definition the definition of the log
     * @return the resource
     */
    static KeptLog of(LogDefinition<?> definition) {
        return new Plain(
                "/" + definition.plural().replace(' ', '-'), LogResource.Permissions.of(definition), definition);
    }

    /**
     * Resource of a log whose entries have routes of their own.
     *
     * @param path the path in the API
     * @param permissions the permissions for the log
     * @param definition the definition of the log
     */
    record Plain(String path, LogResource.Permissions permissions, LogDefinition<?> definition) implements KeptLog {}
}
