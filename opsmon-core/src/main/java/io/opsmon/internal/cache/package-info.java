/** The bounded memory of features: known tokens, sessions of this node, failed attempts. */
@NullMarked
package io.opsmon.internal.cache;

import org.jspecify.annotations.NullMarked;
