/** A resource server of the shape of JHipster: its own sign-in route answers with a JWT. */
@NullMarked
package io.opsmon.hosts.jhipster;

import org.jspecify.annotations.NullMarked;
