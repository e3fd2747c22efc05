package io.opsmon.hosts.ruoyi;

import io.opsmon.boot.web.OpsmonAccess;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.authentication.dao.DaoAuthenticationProvider;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.UsernamePasswordAuthenticationFilter;
import org.springframework.web.filter.OncePerRequestFilter;

/** A chain without sessions, and a filter that sets the context from the token. */
@Configuration
class SecurityConfig {

    @Bean
    SecurityFilterChain chain(HttpSecurity http, TokenService tokens) throws Exception {
        return http.csrf(csrf -> csrf.disable())
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .authorizeHttpRequests(requests -> requests.requestMatchers("/login", "/opsmon/**")
                        .permitAll()
                        .anyRequest()
                        .authenticated())
                .exceptionHandling(failures -> failures.authenticationEntryPoint((request, response, failure) -> {
                    response.setContentType("application/json");
                    response.getWriter().print("{\"code\":401,\"msg\":\"unauthorized\"}");
                }))
                .addFilterBefore(new TokenFilter(tokens), UsernamePasswordAuthenticationFilter.class)
                .build();
    }

    @Bean
    UserDetailsService users() {
        return name -> {
            if (name.equals("admin")) {
                return new LoginUser(1, "admin", "{noop}admin123", Set.of("*:*:*"));
            }
            if (name.equals("ry")) {
                return new LoginUser(2, "ry", "{noop}admin123", Set.of("system:user:edit"));
            }
            // As such hosts do: an exception of their own.
            throw new ServiceException("user.not.exists");
        };
    }

    @Bean
    AuthenticationManager manager(UserDetailsService users) {
        return new ProviderManager(new DaoAuthenticationProvider(users));
    }

    /** Maps the permissions of the host to those of opsmon. */
    @Bean
    OpsmonAccess opsmonAccess() {
        return new OpsmonAccess() {
            @Override
            public @Nullable String username() {
                @Nullable LoginUser user = user();
                return user == null ? null : user.getUsername();
            }

            @Override
            public boolean isGranted(String permission) {
                @Nullable LoginUser user = user();
                return user != null
                        && (user.permissions().contains("*:*:*")
                                || user.permissions().contains(permission));
            }

            private @Nullable LoginUser user() {
                @Nullable
                Authentication current = SecurityContextHolder.getContext().getAuthentication();
                return current != null && current.getPrincipal() instanceof LoginUser user ? user : null;
            }
        };
    }

    static class ServiceException extends RuntimeException {

        ServiceException(String message) {
            super(message);
        }
    }

    private static final class TokenFilter extends OncePerRequestFilter {

        private final TokenService tokens;

        TokenFilter(TokenService tokens) {
            this.tokens = tokens;
        }

        @Override
        protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws ServletException, IOException {
            @Nullable LoginUser user = tokens.user(request);
            if (user != null && SecurityContextHolder.getContext().getAuthentication() == null) {
                SecurityContextHolder.getContext()
                        .setAuthentication(new UsernamePasswordAuthenticationToken(user, null, user.getAuthorities()));
            }
            chain.doFilter(request, response);
        }
    }
}
