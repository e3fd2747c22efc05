package io.opsmon.hosts.directory;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.ReactiveAuthenticationManager;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.web.server.SecurityWebFilterChain;
import reactor.core.publisher.Mono;

/** Asks a user directory for passwords. */
@SpringBootApplication
public class DirectoryHost {

    public static void main(String[] arguments) {
        SpringApplication.run(DirectoryHost.class, arguments);
    }

    @Bean
    ReactiveAuthenticationManager directory() {
        return asked -> Mono.fromSupplier(() -> authenticated(asked));
    }

    @Bean
    SecurityWebFilterChain chain(ServerHttpSecurity http, ReactiveAuthenticationManager directory) {
        return http.csrf(csrf -> csrf.disable())
                .authorizeExchange(exchanges -> exchanges.anyExchange().authenticated())
                .formLogin(form -> form.authenticationManager(directory))
                .build();
    }

    private static Authentication authenticated(Authentication asked) {
        if (!"secret".equals(asked.getCredentials())) {
            throw new BadCredentialsException("wrong password");
        }
        String role = asked.getName().equals("admin") ? "ROLE_OPSMON_ADMIN" : "ROLE_USER";
        return UsernamePasswordAuthenticationToken.authenticated(
                asked.getName(), null, AuthorityUtils.createAuthorityList(role));
    }
}
