/** What this instance of the host calls itself, and how it sees its clients: the same for every capability. */
@NullMarked
package io.opsmon.boot.http;

import org.jspecify.annotations.NullMarked;
