/** Online users in Spring Boot: from Spring Security's events and the request's session to REST. */
@NullMarked
package io.opsmon.boot.onlineuser;

import org.jspecify.annotations.NullMarked;
