/** Operation logs as files for people and other programs: {@link io.opsmon.operationlog.export.ExportFormat}, one class for each. */
@NullMarked
package io.opsmon.operationlog.export;

import org.jspecify.annotations.NullMarked;
