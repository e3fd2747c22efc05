/** Implementation of {@code io.opsmon}. Not part of the API. */
@NullMarked
package io.opsmon.loginlog.internal;

import org.jspecify.annotations.NullMarked;
