package io.opsmon.sample.security;

import java.util.Objects;
import org.springframework.core.convert.converter.Converter;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.stereotype.Component;

/** Resolves the current authorities of a token's owner, which may be fewer than when the token was issued. */
@Component
class JwtAuthorities implements Converter<Jwt, JwtAuthenticationToken> {

    private final UserDetailsService users;

    JwtAuthorities(UserDetailsService users) {
        this.users = users;
    }

    @Override
    public JwtAuthenticationToken convert(Jwt token) {
        UserDetails owner = users.loadUserByUsername(Objects.requireNonNull(token.getSubject(), "sub"));
        return new JwtAuthenticationToken(token, owner.getAuthorities(), owner.getUsername());
    }
}
