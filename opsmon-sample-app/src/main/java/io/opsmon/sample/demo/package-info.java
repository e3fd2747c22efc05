@NullMarked
package io.opsmon.sample.demo;

import org.jspecify.annotations.NullMarked;
