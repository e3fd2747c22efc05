/** Implementation of {@code io.opsmon}. Not part of the API. */
@NullMarked
package io.opsmon.operationlog.internal;

import org.jspecify.annotations.NullMarked;
