/**
 * Entries of logs as files for people and other programs: {@link io.opsmon.log.export.ExportFormat}, one class for
 * each.
 */
@NullMarked
package io.opsmon.log.export;

import org.jspecify.annotations.NullMarked;
