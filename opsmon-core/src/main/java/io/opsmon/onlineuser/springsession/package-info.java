/** Online users of hosts whose sessions Spring Session keeps. */
@NullMarked
package io.opsmon.onlineuser.springsession;

import org.jspecify.annotations.NullMarked;
