/**
 * Arguments and results as JSON that is masked, bounded and always valid, whatever the objects are.
 * {@link io.opsmon.operationlog.payload.PayloadWriter} is the way in; {@link io.opsmon.masking.Masking} decides what is
 * hidden, {@link io.opsmon.operationlog.payload.PayloadReplacer} lets a host show a type its own way.
 */
@NullMarked
package io.opsmon.operationlog.payload;

import org.jspecify.annotations.NullMarked;
