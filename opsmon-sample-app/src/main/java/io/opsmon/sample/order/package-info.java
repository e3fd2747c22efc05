@NullMarked
package io.opsmon.sample.order;

import org.jspecify.annotations.NullMarked;
