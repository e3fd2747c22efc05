/** An admin back end with permissions as strings, a token filter of its own, and errors answered with status 200. */
@NullMarked
package io.opsmon.hosts.ruoyi;

import org.jspecify.annotations.NullMarked;
