package io.opsmon.hosts.springdoc;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
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

/** A form login, and controllers that springdoc describes. It has no line for opsmon. */
@SpringBootApplication
public class SpringdocHost {

    public static void main(String[] arguments) {
        SpringApplication.run(SpringdocHost.class, arguments);
    }

    @Bean
    SecurityFilterChain chain(HttpSecurity http) throws Exception {
        return http.csrf(csrf -> csrf.disable())
                .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                .formLogin(Customizer.withDefaults())
                .build();
    }

    @Bean
    UserDetailsService users() {
        return new InMemoryUserDetailsManager(User.withUsername("admin")
                .password("{noop}secret")
                .roles("OPSMON_ADMIN")
                .build());
    }

    /** Changes products. */
    @RestController
    @Tag(name = "Products")
    static class ProductController {

        @PutMapping("/products/{id}")
        @Operation(summary = "Changes a product")
        String change(@PathVariable long id) {
            return "changed " + id;
        }
    }
}
