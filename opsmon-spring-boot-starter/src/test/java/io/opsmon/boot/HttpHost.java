package io.opsmon.boot;

import io.opsmon.operationlog.OperationLog;
import io.opsmon.operationlog.context.OperationLogContext;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.servlet.config.annotation.PathMatchConfigurer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import reactor.core.publisher.Mono;

/** A host with unusual settings: a prefix for all controllers, snake case, an advice that handles every exception. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
class HttpHost {

    @Bean
    SecurityFilterChain security(HttpSecurity http) throws Exception {
        return http.authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                .httpBasic(Customizer.withDefaults())
                .csrf(csrf -> csrf.disable())
                .build();
    }

    @Bean
    UserDetailsService users() {
        return TestUsers.of(
                User.withUsername("reader")
                        .password("{noop}reader")
                        .authorities("opsmon:operation-log:read")
                        .build(),
                User.withUsername("boss")
                        .password("{noop}boss")
                        .authorities("ROLE_OPSMON_ADMIN")
                        .build(),
                User.withUsername("runner")
                        .password("{noop}runner")
                        .authorities("opsmon:backup:read", "opsmon:backup:run")
                        .build(),
                User.withUsername("nobody")
                        .password("{noop}nobody")
                        .authorities("ROLE_USER")
                        .build());
    }

    @Bean
    WebMvcConfigurer prefix() {
        return new WebMvcConfigurer() {
            @Override
            public void configurePathMatch(PathMatchConfigurer configurer) {
                configurer.addPathPrefix("/prefix", type -> true);
            }
        };
    }

    @RestControllerAdvice
    static class CatchAll {
        @ExceptionHandler
        ResponseEntity<String> everything(Exception failure) {
            return ResponseEntity.status(418).body("caught " + failure.getMessage());
        }
    }

    @RestController
    static class Shop {

        @PostMapping("/sell")
        @OperationLog(description = "sold", resourceId = "#{#id}")
        public ResponseEntity<String> sell(@RequestParam String id, HttpServletRequest request) {
            request.getSession();
            return ResponseEntity.status(HttpStatus.CREATED).body("sold");
        }

        @PostMapping("/fail")
        @OperationLog(description = "failed")
        public void fail() {
            throw new IllegalStateException("no");
        }

        @PostMapping("/callable")
        public Callable<ResponseEntity<String>> callable() {
            OperationLogContext.put("nothing", 1);
            return () -> ResponseEntity.accepted().body("later");
        }

        /** A result whose description takes some time, after the request has been answered. */
        record Slow(String text) {
            public String described() throws InterruptedException {
                Thread.sleep(500);
                return "slowly";
            }
        }

        @PostMapping("/slowly-described")
        @OperationLog(description = "#{#result.described()}")
        public CompletableFuture<Slow> slowlyDescribed() {
            return CompletableFuture.supplyAsync(
                    () -> new Slow("done"), CompletableFuture.delayedExecutor(200, TimeUnit.MILLISECONDS));
        }

        /** An annotated method whose condition at the end suppresses the entry. */
        @PostMapping("/later-nothing")
        @OperationLog(description = "nothing", condition = "#result.text == 'x'")
        public CompletableFuture<Slow> laterNothing() {
            return CompletableFuture.supplyAsync(
                    () -> new Slow("done"), CompletableFuture.delayedExecutor(200, TimeUnit.MILLISECONDS));
        }

        @PostMapping("/future")
        @OperationLog(description = "future of #{#result.statusCode.value()}")
        public CompletableFuture<ResponseEntity<String>> future() {
            return CompletableFuture.supplyAsync(
                    () -> ResponseEntity.status(HttpStatus.ACCEPTED).body("later"));
        }

        @PostMapping("/mono")
        @OperationLog(description = "mono")
        public Mono<ResponseEntity<String>> mono() {
            return Mono.fromSupplier(
                    () -> ResponseEntity.status(HttpStatus.ACCEPTED).body("later"));
        }

        @PutMapping("/items/{id}")
        public Map<String, Object> plain(@PathVariable String id, @RequestBody Map<String, Object> body) {
            return body;
        }

        @PostMapping("/form")
        public String form(@RequestParam String name) {
            return name;
        }

        @PostMapping("/raw")
        public int raw(HttpServletRequest request) throws java.io.IOException {
            return request.getReader().readLine().length();
        }

        @PostMapping("/unread")
        public void unread() {}

        @PostMapping("/boom")
        public void boom(HttpServletRequest request) throws jakarta.servlet.ServletException {
            throw new IllegalArgumentException("bad, password=hunter2");
        }

        @GetMapping("/stream")
        @OperationLog(description = "streams")
        public SseEmitter stream() throws java.io.IOException {
            SseEmitter emitter = new SseEmitter(2_000L);
            emitter.send("one");
            return emitter;
        }

        @PostMapping("/upload")
        @OperationLog(description = "uploaded #{#file.originalFilename}")
        public String upload(@RequestParam MultipartFile file) {
            return Long.toString(file.getSize());
        }
    }
}
