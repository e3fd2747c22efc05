/** Integration of operation logs with Spring Security: the signed-in user as operator. */
@NullMarked
package io.opsmon.operationlog.internal.security;

import org.jspecify.annotations.NullMarked;
