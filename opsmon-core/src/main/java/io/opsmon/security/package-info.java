/** What the capabilities need of Spring Security alike: to stand around its providers, and to tell tokens apart. */
@NullMarked
package io.opsmon.security;

import org.jspecify.annotations.NullMarked;
