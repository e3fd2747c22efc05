/** Selection of events for notifications, and notifiers by mail and webhook. */
@NullMarked
package io.opsmon.backup.internal.notification;

import org.jspecify.annotations.NullMarked;
