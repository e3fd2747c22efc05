/** Implementation of {@code io.opsmon.backup}. Not part of the API. */
@NullMarked
package io.opsmon.backup.internal.notification;

import org.jspecify.annotations.NullMarked;
