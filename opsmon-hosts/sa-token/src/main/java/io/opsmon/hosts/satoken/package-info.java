/** An application with Sa-Token and without Spring Security. */
@NullMarked
package io.opsmon.hosts.satoken;

import org.jspecify.annotations.NullMarked;
