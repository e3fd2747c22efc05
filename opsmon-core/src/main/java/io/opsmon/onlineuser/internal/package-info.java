/** The store of online users in memory. */
@NullMarked
package io.opsmon.onlineuser.internal;

import org.jspecify.annotations.NullMarked;
