/** The rules by which opsmon hides secrets, as the host configures them. */
@NullMarked
package io.opsmon.boot.masking;

import org.jspecify.annotations.NullMarked;
