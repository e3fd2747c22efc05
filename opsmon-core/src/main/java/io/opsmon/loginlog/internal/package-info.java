/** Export columns, statistics and a repository in memory for login logs. */
@NullMarked
package io.opsmon.loginlog.internal;

import org.jspecify.annotations.NullMarked;
