package io.opsmon.boot.log;

import io.opsmon.log.LogFilter;
import io.opsmon.log.LogPageRequest;

/**
 * The filter and the page that a request asks for.
 *
 * @param filter the filter of the log
 * @param page the page
 * @param <F> the filter of the log
 * @since 0.1
 */
public record LogSearch<F extends LogFilter<F>>(F filter, LogPageRequest page) {}
