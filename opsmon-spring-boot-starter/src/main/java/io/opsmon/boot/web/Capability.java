package io.opsmon.boot.web;

/**
 * Names an enabled capability; {@code GET /me} lists the beans of this type, so that the console shows their pages.
 *
 * @param name the name, for example {@code operation-logs}
 * @since 0.1
 */
public record Capability(String name) {}
