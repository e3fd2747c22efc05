/**
 * Exports of log entries as files for users and other programs: {@link io.opsmon.log.internal.export.ExportFormat} and
 * one writer for each format.
 */
@NullMarked
package io.opsmon.log.internal.export;

import org.jspecify.annotations.NullMarked;
