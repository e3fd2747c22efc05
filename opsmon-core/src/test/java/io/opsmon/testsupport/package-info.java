/** Real servers for tests, each started once in a JVM; system properties point tests at a developer's own. */
@org.jspecify.annotations.NullMarked
package io.opsmon.testsupport;
