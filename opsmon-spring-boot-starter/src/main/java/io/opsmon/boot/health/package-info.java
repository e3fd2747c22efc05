/** Failures of opsmon that do not affect the host: reported once, and shown in the host's health. */
@NullMarked
package io.opsmon.boot.health;

import org.jspecify.annotations.NullMarked;
