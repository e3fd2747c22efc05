/** Implementation of {@code io.opsmon.backup}. Not part of the API. */
@NullMarked
package io.opsmon.backup.internal.engine;

import org.jspecify.annotations.NullMarked;
