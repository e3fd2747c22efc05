/**
 * Masking of secrets in stored and displayed values. {@link io.opsmon.masking.Masking} recognizes sensitive names, and
 * finds secrets in texts of any kind (JSON, headers, URLs, forms, configurations, SQL, command lines, prose).
 */
@NullMarked
package io.opsmon.masking;

import org.jspecify.annotations.NullMarked;
