/** Integration of operation logs with Apache Shiro: the signed-in user as operator. */
@NullMarked
package io.opsmon.operationlog.internal.shiro;

import org.jspecify.annotations.NullMarked;
