/** Implementation of {@code io.opsmon.onlineuser}. Not part of the API. */
@NullMarked
package io.opsmon.onlineuser.internal.security;

import org.jspecify.annotations.NullMarked;
