/**
 * Writes arguments and results as masked, bounded and valid JSON. The entry point is
 * {@link io.opsmon.operationlog.internal.payload.PayloadWriter}. {@link io.opsmon.masking.Masking} defines the masked
 * names and texts. With {@link io.opsmon.operationlog.internal.payload.PayloadReplacer}, a host defines the
 * representation of a type.
 */
@NullMarked
package io.opsmon.operationlog.internal.payload;

import org.jspecify.annotations.NullMarked;
