/** Sign-ins and sign-outs of Spring Security, and the guard in front of the authentication. */
@NullMarked
package io.opsmon.loginlog.internal.security;

import org.jspecify.annotations.NullMarked;
