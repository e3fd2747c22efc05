package io.opsmon.boot.security;

import org.springframework.security.authentication.ReactiveAuthenticationManager;

/**
 * Wraps the reactive authentication managers of a host. The first bean in the order of Spring is the outermost wrapper.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface ReactiveManagerWrapper {

    /**
     * Wraps a manager.
     *
     * @param manager the manager
     * @return the wrapper, or the manager itself
     */
    ReactiveAuthenticationManager around(ReactiveAuthenticationManager manager);
}
