/**
 * Exports of log entries as files for users and other programs: {@link io.opsmon.log.export.ExportFormat} and one
 * writer for each format.
 */
@NullMarked
package io.opsmon.log.export;

import org.jspecify.annotations.NullMarked;
