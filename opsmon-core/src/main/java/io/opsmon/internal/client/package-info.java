/** Implementation of {@code io.opsmon.internal}. Not part of the API. */
@NullMarked
package io.opsmon.internal.client;

import org.jspecify.annotations.NullMarked;
