package io.opsmon.boot;

import org.springframework.security.core.userdetails.MapReactiveUserDetailsService;
import org.springframework.security.core.userdetails.ReactiveUserDetailsService;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;

/**
 * Users in memory whose passwords are not upgraded. Spring's managers replace a plain text by a bcrypt hash at the
 * first request, and bcrypt slows down each request.
 */
final class TestUsers {

    private TestUsers() {}

    static UserDetailsService of(UserDetails... users) {
        InMemoryUserDetailsManager all = new InMemoryUserDetailsManager(users);
        return username -> all.loadUserByUsername(username);
    }

    static ReactiveUserDetailsService reactive(UserDetails... users) {
        MapReactiveUserDetailsService all = new MapReactiveUserDetailsService(users);
        return username -> all.findByUsername(username);
    }
}
