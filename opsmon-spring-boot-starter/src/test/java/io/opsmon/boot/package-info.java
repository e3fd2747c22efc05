@org.jspecify.annotations.NullMarked
package io.opsmon.boot;
