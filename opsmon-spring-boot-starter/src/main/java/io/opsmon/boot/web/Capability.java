package io.opsmon.boot.web;

/**
 * Something that this application has switched on; its bean is told by {@code GET /me}, so that the console shows its
 * page.
 *
 * @param name {@code operation-logs}, for example
 * @since 0.1
 */
public record Capability(String name) {}
