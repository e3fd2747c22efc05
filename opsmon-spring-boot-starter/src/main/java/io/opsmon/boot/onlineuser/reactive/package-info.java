/** Online users of WebFlux hosts: sessions, tokens, and terminations. */
@NullMarked
package io.opsmon.boot.onlineuser.reactive;

import org.jspecify.annotations.NullMarked;
