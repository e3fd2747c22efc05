package io.opsmon.hosts.webflux;

import io.opsmon.operationlog.OperationLog;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.userdetails.MapReactiveUserDetailsService;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** A form login on Netty. It has no line for opsmon. */
@SpringBootApplication
public class WebFluxHost {

    public static void main(String[] arguments) {
        SpringApplication.run(WebFluxHost.class, arguments);
    }

    @Bean
    SecurityWebFilterChain chain(ServerHttpSecurity http) {
        return http.csrf(csrf -> csrf.disable())
                .authorizeExchange(exchanges -> exchanges.anyExchange().authenticated())
                .formLogin(Customizer.withDefaults())
                .build();
    }

    @Bean
    MapReactiveUserDetailsService users() {
        return new MapReactiveUserDetailsService(
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
        Mono<String> change(@PathVariable long id) {
            return Mono.just("changed");
        }
    }
}
