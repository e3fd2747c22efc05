/** Sends mails to users about sign-ins from a new device or location. */
@NullMarked
package io.opsmon.loginlog.internal.mail;

import org.jspecify.annotations.NullMarked;
