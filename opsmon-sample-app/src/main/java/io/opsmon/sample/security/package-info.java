@NullMarked
package io.opsmon.sample.security;

import org.jspecify.annotations.NullMarked;
