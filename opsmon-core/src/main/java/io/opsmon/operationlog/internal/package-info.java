/** Export columns, statistics, the current HTTP exchange and a repository in memory for operation logs. */
@NullMarked
package io.opsmon.operationlog.internal;

import org.jspecify.annotations.NullMarked;
