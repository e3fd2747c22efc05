@NullMarked
package io.opsmon.sample.staff;

import org.jspecify.annotations.NullMarked;
