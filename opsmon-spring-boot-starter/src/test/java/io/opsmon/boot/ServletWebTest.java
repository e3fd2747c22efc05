package io.opsmon.boot;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.web.SecurityFilterChain;

/** Tests the API and the console in a host with Spring MVC. */
@SpringBootTest(
        classes = ServletWebTest.Host.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = "spring.main.web-application-type=servlet")
class ServletWebTest extends WebContract {

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Host {

        @Bean
        SecurityFilterChain security(HttpSecurity http) throws Exception {
            return http.authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                    .httpBasic(Customizer.withDefaults())
                    .formLogin(Customizer.withDefaults())
                    .csrf(csrf -> csrf.disable())
                    .build();
        }

        @Bean
        UserDetailsService users() {
            return TestUsers.of(
                    user("reader", "opsmon:operation-log:read"),
                    user("viewer", "opsmon:history:read"),
                    user("boss", "ROLE_OPSMON_ADMIN"),
                    user("nobody", "x"));
        }

        private static org.springframework.security.core.userdetails.UserDetails user(String name, String authority) {
            return User.withUsername(name)
                    .password("{noop}" + name)
                    .authorities(authority)
                    .build();
        }
    }
}
