/** An application with Apache Shiro and without Spring Security. */
@NullMarked
package io.opsmon.hosts.shiro;

import org.jspecify.annotations.NullMarked;
