@NullMarked
package io.opsmon.sample.customer;

import org.jspecify.annotations.NullMarked;
