/** The names of this instance and the properties of client requests, common to all capabilities. */
@NullMarked
package io.opsmon.boot.http;

import org.jspecify.annotations.NullMarked;
