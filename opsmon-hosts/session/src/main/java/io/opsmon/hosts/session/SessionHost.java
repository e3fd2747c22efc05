package io.opsmon.hosts.session;

import io.opsmon.operationlog.OperationLog;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

/** A form login whose sessions are in a database or in Redis. It has no line for opsmon. */
@SpringBootApplication
public class SessionHost {

    public static void main(String[] arguments) {
        SpringApplication.run(SessionHost.class, arguments);
    }

    @Bean
    SecurityFilterChain chain(HttpSecurity http) throws Exception {
        return http.csrf(csrf -> csrf.disable())
                .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                .formLogin(Customizer.withDefaults())
                .logout(Customizer.withDefaults())
                .build();
    }

    @Bean
    UserDetailsService users() {
        return new InMemoryUserDetailsManager(
                User.withUsername("admin")
                        .password("{noop}secret")
                        .roles("OPSMON_ADMIN")
                        .build(),
                User.withUsername("jane").password("{noop}secret").roles("USER").build());
    }

    /** Changes products. */
    @RestController
    static class Products {

        @PutMapping("/products/{id}")
        @OperationLog(module = "product", action = "UPDATE", description = "changed product #{#id}")
        String change(@PathVariable long id) {
            return "changed";
        }
    }
}
