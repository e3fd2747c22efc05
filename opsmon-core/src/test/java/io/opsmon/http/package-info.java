@NullMarked
package io.opsmon.http;

import org.jspecify.annotations.NullMarked;
