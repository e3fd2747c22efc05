/**
 * Spring Security support shared by the capabilities: interception of providers, and identification of users and
 * tokens.
 */
@NullMarked
package io.opsmon.internal.security;

import org.jspecify.annotations.NullMarked;
