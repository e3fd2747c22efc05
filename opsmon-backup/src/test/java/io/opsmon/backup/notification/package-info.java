@NullMarked
package io.opsmon.backup.notification;

import org.jspecify.annotations.NullMarked;
