package io.opsmon.sample.security;

import io.opsmon.boot.web.OpsmonAccess;
import io.opsmon.boot.web.OpsmonPermissions;
import io.opsmon.operationlog.HistoryAccess;
import io.opsmon.sample.staff.StaffMember;
import jakarta.servlet.DispatcherType;
import java.time.Clock;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.web.SecurityFilterChain;

/**
 * Security of the sample. Users sign in with a form and may choose to be remembered. API clients send HTTP Basic or a
 * token of {@link TokenApi} to {@code /api} and {@code /opsmon/api}, which create no session. A browser with a session
 * may call these APIs too, as the console of opsmon does.
 */
@Configuration(proxyBeanMethods = false)
@EnableMethodSecurity
class SecurityConfiguration {

    /** The elements of opsmon on the pages need no exception from a strict policy. */
    private static final String PAGE_POLICY = "default-src 'none'; script-src 'self'; style-src 'self';"
            + " img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none';"
            + " frame-ancestors 'self'; require-trusted-types-for 'script'";

    @Bean
    @Order(1)
    SecurityFilterChain apiSecurity(HttpSecurity http, JwtAuthorities authorities) throws Exception {
        return http.securityMatcher("/api/**", "/opsmon/api/**")
                .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                .httpBasic(Customizer.withDefaults())
                .oauth2ResourceServer(server -> server.jwt(jwt -> jwt.jwtAuthenticationConverter(authorities)))
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.NEVER))
                .csrf(csrf ->
                        csrf.ignoringRequestMatchers(request -> request.getHeader(HttpHeaders.AUTHORIZATION) != null))
                .build();
    }

    @Bean
    @Order(2)
    SecurityFilterChain pageSecurity(
            HttpSecurity http, UserDetailsService users, @Value("${back-office.remember-me-key}") String rememberMeKey)
            throws Exception {
        return http.authorizeHttpRequests(requests -> requests.dispatcherTypeMatchers(DispatcherType.ERROR)
                        .permitAll()
                        .requestMatchers("/style.css", "/actuator/health")
                        .permitAll()
                        .requestMatchers("/actuator/**")
                        .hasRole("ADMIN")
                        .anyRequest()
                        .authenticated())
                .formLogin(form -> form.loginPage("/login").permitAll())
                .rememberMe(remember -> remember.key(rememberMeKey).userDetailsService(users))
                .logout(logout -> logout.logoutSuccessUrl("/login?bye"))
                .headers(headers -> headers.contentSecurityPolicy(policy -> policy.policyDirectives(PAGE_POLICY)))
                .build();
    }

    @Bean
    PasswordEncoder passwordEncoder() {
        return PasswordEncoderFactories.createDelegatingPasswordEncoder();
    }

    @Bean
    UserDetailsService users(JdbcClient jdbc) {
        return username -> jdbc.sql("SELECT username, role, password_hash FROM staff WHERE username = ?")
                .param(username)
                .query((row, index) -> User.withUsername(row.getString("username"))
                        .password(row.getString("password_hash"))
                        .authorities(authorities(StaffMember.Role.valueOf(row.getString("role"))))
                        .build())
                .optional()
                .orElseThrow(() -> new UsernameNotFoundException("There is no user \"" + username + "\""));
    }

    /** Maps a role to authorities, including those for opsmon. */
    private static List<GrantedAuthority> authorities(StaffMember.Role role) {
        return switch (role) {
            case ADMIN -> AuthorityUtils.createAuthorityList("ROLE_ADMIN", "ROLE_OPSMON_ADMIN");
            case AUDITOR ->
                AuthorityUtils.createAuthorityList(
                        "ROLE_AUDITOR",
                        "opsmon:operation-log:read",
                        "opsmon:data-change:read",
                        "opsmon:login-log:read",
                        "opsmon:online-user:read");
            case CLERK -> AuthorityUtils.createAuthorityList("ROLE_CLERK");
        };
    }

    /** All staff may read the histories of products and orders; only readers of the log may read other histories. */
    @Bean
    HistoryAccess historyAccess(OpsmonAccess access) {
        return (type, id) -> type.equals("product")
                || type.equals("order")
                || access.isGranted(OpsmonPermissions.OPERATION_LOG_READ);
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }
}
