/** Checks the application's configuration for properties that opsmon does not know. */
@NullMarked
package io.opsmon.boot.configuration;

import org.jspecify.annotations.NullMarked;
