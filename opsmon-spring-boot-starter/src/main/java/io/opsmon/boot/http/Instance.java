package io.opsmon.boot.http;

/**
 * What this instance calls itself.
 *
 * @param application the application's name
 * @param node the machine's or instance's name
 * @since 0.1
 */
public record Instance(String application, String node) {}
