package io.opsmon.benchmarks;

import io.opsmon.loginlog.LoginLogRepository;
import io.opsmon.loginlog.internal.InMemoryLoginLogRepository;
import io.opsmon.onlineuser.OnlineUserStore;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.http.HttpStatus;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.mock.web.MockServletConfig;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.FilterChainProxy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.HttpStatusEntryPoint;
import org.springframework.security.web.authentication.UsernamePasswordAuthenticationFilter;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.config.annotation.EnableWebMvc;

/**
 * A host with Spring Security whose own filter accepts opaque tokens. Requests run through its filters to a controller,
 * in memory.
 */
final class TokenHost implements AutoCloseable {

    /** The order of Spring Boot's security filter. */
    private static final int SECURITY_FILTER_ORDER = -100;

    private final ConfigurableApplicationContext context;
    private final Filter[] filters;
    private final DispatcherServlet servlet;

    private TokenHost(ConfigurableApplicationContext context) throws ServletException {
        this.context = context;
        this.servlet = servlet();
        this.filters = filters(context);
    }

    /** Accepts the tokens of a table. */
    private static final class HostTokens extends OncePerRequestFilter {

        private final Map<String, UsernamePasswordAuthenticationToken> users = new HashMap<>();

        HostTokens(int tokens) {
            for (int i = 0; i < tokens; i++) {
                users.put(
                        credential(i),
                        UsernamePasswordAuthenticationToken.authenticated(
                                user(i), null, AuthorityUtils.createAuthorityList("ROLE_USER")));
            }
        }

        @Override
        protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws ServletException, IOException {
            UsernamePasswordAuthenticationToken user = users.get(request.getHeader("Authorization"));
            if (user != null) {
                SecurityContextHolder.getContext().setAuthentication(user);
            }
            chain.doFilter(request, response);
        }
    }

    @RestController
    static class Orders {

        @GetMapping("/orders/{id}")
        String order(@PathVariable String id) {
            return id;
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableWebMvc
    @Import(Orders.class)
    static class Web {}

    /** Both hosts have the same servlet. */
    private static DispatcherServlet servlet() throws ServletException {
        AnnotationConfigWebApplicationContext context = new AnnotationConfigWebApplicationContext();
        context.register(Web.class);
        DispatcherServlet servlet = new DispatcherServlet(context);
        servlet.init(new MockServletConfig());
        return servlet;
    }

    /** Without auto-configuration, so without opsmon. */
    @Configuration(proxyBeanMethods = false)
    @EnableWebSecurity
    static class WithoutOpsmon {

        @Bean
        SecurityFilterChain security(HttpSecurity http, HostTokens tokens) throws Exception {
            return http.csrf(csrf -> csrf.disable())
                    .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                    .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                    .exceptionHandling(handling ->
                            handling.authenticationEntryPoint(new HttpStatusEntryPoint(HttpStatus.UNAUTHORIZED)))
                    .addFilterBefore(tokens, UsernamePasswordAuthenticationFilter.class)
                    .build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class WithOpsmon extends WithoutOpsmon {

        @Bean
        LoginLogRepository logins() {
            return new InMemoryLoginLogRepository(10_000);
        }
    }

    /**
     * Starts a host.
     *
     * @param tokens number of its tokens
     * @param isTracking whether the host has opsmon
     * @param store of sessions; null for memory
     */
    static TokenHost start(int tokens, boolean isTracking, OnlineUserStore store) throws IOException, ServletException {
        SpringApplication application = new SpringApplication(isTracking ? WithOpsmon.class : WithoutOpsmon.class);
        application.setWebApplicationType(isTracking ? WebApplicationType.SERVLET : WebApplicationType.NONE);
        Map<String, Object> properties = new HashMap<>();
        properties.put("server.port", "0");
        properties.put("spring.datasource.url", "jdbc:postgresql://localhost:1/none");
        properties.put("opsmon.operation-log.enabled", "false");
        properties.put("opsmon.backup.enabled", "false");
        properties.put("opsmon.online-users.store", "memory");
        properties.put(
                "opsmon.recording.journal.directory",
                Files.createTempDirectory("opsmon-benchmark").toString());
        properties.put("logging.level.root", "ERROR");
        properties.put("spring.main.banner-mode", "off");
        application.setDefaultProperties(properties);
        application.addInitializers(context -> {
            GenericApplicationContext beans = (GenericApplicationContext) context;
            beans.registerBean(HostTokens.class, () -> new HostTokens(tokens));
            if (store != null) {
                beans.registerBean(OnlineUserStore.class, () -> store);
            }
        });
        return new TokenHost(application.run());
    }

    ConfigurableApplicationContext context() {
        return context;
    }

    /** Returns the number of filters of Spring Security and opsmon. */
    int filterCount() {
        return filters.length;
    }

    static String user(int token) {
        return "user" + token;
    }

    private static String credential(int token) {
        return "Bearer f1e2d3c4-" + (1_000_000 + token) + "-4b5a-9c8d-7e6f5a4b3c2d";
    }

    /** Sends a request with a token, and returns the status of the response. */
    int request(int token) throws IOException, ServletException {
        MockHttpServletRequest request = new MockHttpServletRequest("GET", "/orders/42");
        request.addHeader("Authorization", credential(token));
        MockHttpServletResponse response = new MockHttpServletResponse();
        FilterChain chain = servlet::service;
        for (int i = filters.length - 1; i >= 0; i--) {
            Filter filter = filters[i];
            FilterChain next = chain;
            chain = (req, res) -> filter.doFilter(req, res, next);
        }
        chain.doFilter(request, response);
        return response.getStatus();
    }

    private record Ordered(int order, Filter filter) {}

    /** Returns the filters of Spring Security and opsmon in the order of the server. */
    private static Filter[] filters(ConfigurableApplicationContext context) {
        List<Ordered> filters = new ArrayList<>();
        filters.add(new Ordered(SECURITY_FILTER_ORDER, context.getBean(FilterChainProxy.class)));
        for (FilterRegistrationBean<?> bean :
                context.getBeansOfType(FilterRegistrationBean.class).values()) {
            if (bean.getFilter().getClass().getName().startsWith("io.opsmon.")) {
                filters.add(new Ordered(bean.getOrder(), bean.getFilter()));
            }
        }
        filters.sort(Comparator.comparingInt(Ordered::order));
        return filters.stream().map(Ordered::filter).toArray(Filter[]::new);
    }

    @Override
    public void close() {
        context.close();
    }
}
