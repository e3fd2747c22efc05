/**
 * Hides secrets in what is stored or shown: {@link io.opsmon.masking.Masking} knows sensitive names, and finds secrets
 * in text of any kind (JSON, headers, URLs, forms, configurations, SQL, command lines, prose).
 */
@NullMarked
package io.opsmon.masking;

import org.jspecify.annotations.NullMarked;
