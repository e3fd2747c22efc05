package io.opsmon.boot.web;

import io.opsmon.log.LogPage;
import java.util.function.Supplier;

/**
 * Adds a number to {@code GET /counters}, which the console shows in its menu, as a bean.
 *
 * @param name the member's name, for example {@code failures}
 * @param permission the permission that the caller needs
 * @param reader reads the number, at most once in some seconds for all callers of this node; must be cheap
 * @since 0.1
 */
public record MenuCount(String name, String permission, Supplier<LogPage.Total> reader) {}
