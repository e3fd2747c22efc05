package io.opsmon.hosts.kotlin

import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type
import org.springframework.context.annotation.Bean
import org.springframework.context.annotation.Configuration
import org.springframework.security.config.Customizer.withDefaults
import org.springframework.security.config.annotation.web.builders.HttpSecurity
import org.springframework.security.config.web.server.ServerHttpSecurity
import org.springframework.security.core.userdetails.MapReactiveUserDetailsService
import org.springframework.security.core.userdetails.User
import org.springframework.security.core.userdetails.UserDetails
import org.springframework.security.provisioning.InMemoryUserDetailsManager
import org.springframework.security.web.SecurityFilterChain
import org.springframework.security.web.server.SecurityWebFilterChain

private fun users(): List<UserDetails> = listOf(
    User.withUsername("admin").password("{noop}secret").roles("OPSMON_ADMIN").build(),
    User.withUsername("jane").password("{noop}secret").roles("USER").build(),
)

@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = Type.SERVLET)
class ServletSecurity {

    @Bean
    fun chain(http: HttpSecurity): SecurityFilterChain = http
        .csrf { it.disable() }
        .authorizeHttpRequests { it.anyRequest().authenticated() }
        .formLogin(withDefaults())
        .build()

    @Bean
    fun userDetails() = InMemoryUserDetailsManager(users())
}

@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication(type = Type.REACTIVE)
class ReactiveSecurity {

    @Bean
    fun chain(http: ServerHttpSecurity): SecurityWebFilterChain = http
        .csrf { it.disable() }
        .authorizeExchange { it.anyExchange().authenticated() }
        .formLogin(withDefaults())
        .build()

    @Bean
    fun userDetails() = MapReactiveUserDetailsService(users())
}
