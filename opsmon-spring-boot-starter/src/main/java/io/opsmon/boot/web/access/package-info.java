/** Configures who may call the API and the console, and checks where requests come from. */
@NullMarked
package io.opsmon.boot.web.access;

import org.jspecify.annotations.NullMarked;
