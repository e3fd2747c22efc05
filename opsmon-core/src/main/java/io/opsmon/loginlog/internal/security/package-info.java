/** Implementation of {@code io.opsmon.loginlog}. Not part of the API. */
@NullMarked
package io.opsmon.loginlog.internal.security;

import org.jspecify.annotations.NullMarked;
