package io.opsmon.boot.http;

/**
 * The names of this instance in entries.
 *
 * @param application the application's name
 * @param node the name of the machine or instance
 * @since 0.1
 */
public record Instance(String application, String node) {}
