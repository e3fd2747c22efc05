/** Online users of hosts that keep their sessions in Spring Session. */
@NullMarked
package io.opsmon.onlineuser.internal.springsession;

import org.jspecify.annotations.NullMarked;
