/** Integration of operation logs with Sa-Token: the signed-in user as operator. */
@NullMarked
package io.opsmon.operationlog.internal.satoken;

import org.jspecify.annotations.NullMarked;
