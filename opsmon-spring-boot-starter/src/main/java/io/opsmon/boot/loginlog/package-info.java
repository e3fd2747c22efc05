/** Login logs in Spring Boot: from Spring Security's events to REST. */
@NullMarked
package io.opsmon.boot.loginlog;

import org.jspecify.annotations.NullMarked;
