@NullMarked
package io.opsmon.sample.product;

import org.jspecify.annotations.NullMarked;
