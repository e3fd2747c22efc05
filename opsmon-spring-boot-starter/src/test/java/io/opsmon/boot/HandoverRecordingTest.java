package io.opsmon.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opsmon.operationlog.OperationLog;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.Operator;
import io.opsmon.operationlog.context.OperationLogContext;
import io.opsmon.operationlog.context.OperationLogTaskDecorator;
import io.opsmon.recording.Consistency;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.core.task.TaskExecutor;
import org.springframework.core.task.TaskRejectedException;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Operations that a request hands to another thread have its operator and facts, and are its only entry. */
@SpringBootTest(
        classes = {HandoverRecordingTest.Host.class, RecordedOperations.class},
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:handover;DB_CLOSE_DELAY=-1",
            "spring.liquibase.enabled=false",
            "spring.flyway.enabled=false",
            "spring.task.execution.mode=force",
            "opsmon.operation-log.http.enabled=true",
            "opsmon.recording.journal.directory=target/journals/${random.uuid}"
        })
class HandoverRecordingTest {

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @EnableAsync
    static class Host {

        @Bean
        SecurityFilterChain security(HttpSecurity http) throws Exception {
            return http.authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                    .httpBasic(Customizer.withDefaults())
                    .csrf(csrf -> csrf.disable())
                    .build();
        }

        @Bean
        UserDetailsService users() {
            return TestUsers.of(User.withUsername("boss")
                    .password("{noop}boss")
                    .roles("USER")
                    .build());
        }

        @Bean
        OperationLogTaskDecorator decorator() {
            return new OperationLogTaskDecorator();
        }

        /** An executor without decorator. */
        @Bean
        ThreadPoolTaskExecutor plainExecutor() {
            return new ThreadPoolTaskExecutor();
        }

        /** An executor that runs nothing. */
        @Bean
        TaskExecutor fullExecutor() {
            return task -> {
                throw new TaskRejectedException("full");
            };
        }

        @Bean(destroyMethod = "shutdownNow")
        ExecutorService pool() {
            return Executors.newCachedThreadPool();
        }

        @Bean
        Jobs jobs() {
            return new Jobs();
        }

        @Bean
        Controller controller(Jobs jobs, ExecutorService pool) {
            return new Controller(jobs, pool);
        }
    }

    static class Jobs {

        @Async("applicationTaskExecutor")
        @OperationLog(description = "job")
        public void asynchronously() {}

        @Async("plainExecutor")
        @OperationLog(description = "job")
        public void undecorated() {}

        @Async("plainExecutor")
        @Transactional
        @OperationLog(description = "job", consistency = Consistency.TRANSACTIONAL)
        public CompletableFuture<String> transactional() {
            return CompletableFuture.completedFuture("done");
        }

        @Async("fullExecutor")
        @OperationLog(description = "never")
        public void rejected() {}

        @OperationLog(description = "job")
        public String run() {
            return "x";
        }
    }

    @RestController
    static class Controller {

        private final Jobs jobs;
        private final ExecutorService pool;

        Controller(Jobs jobs, ExecutorService pool) {
            this.jobs = jobs;
            this.pool = pool;
        }

        @PostMapping("/async")
        public void async() {
            jobs.asynchronously();
        }

        @PostMapping("/undecorated")
        public void undecorated() {
            jobs.undecorated();
        }

        @PostMapping("/transactional")
        public void transactional() {
            var unused = jobs.transactional();
        }

        @PostMapping("/rejected")
        public void rejected() {
            try {
                jobs.rejected();
            } catch (TaskRejectedException full) {
                // The request goes on.
            }
        }

        @PostMapping("/wrapped")
        public void wrapped() {
            pool.execute(OperationLogContext.wrap(jobs::run));
        }

        @PostMapping("/wrapped-call")
        public void wrappedCall() {
            var unused = pool.submit(OperationLogContext.wrapCall(jobs::run));
        }

        @PostMapping("/callable")
        public Callable<String> callable() {
            return jobs::run;
        }
    }

    private final HttpClient http = HttpClient.newHttpClient();

    @LocalServerPort
    private int port;

    @Autowired
    private RecordedOperations recorded;

    @BeforeEach
    void empty() {
        recorded.clear();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/async", "/undecorated", "/transactional", "/wrapped", "/wrapped-call", "/callable"})
    void recordsTheOperationWithOperatorAndRequestAndNothingElse(String path) throws Exception {
        post(path);

        await().untilAsserted(() -> assertThat(recorded.all()).hasSize(1));
        OperationLogEntry entry = recorded.all().get(0);
        assertThat(entry.description()).isEqualTo("job");
        assertThat(entry.operator()).isEqualTo(Operator.of("boss"));
        assertThat(Objects.requireNonNull(entry.http()).path()).isEqualTo(path);
        assertThat(Objects.requireNonNull(entry.trace()).traceId()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
        assertThat(entry.source().thread()).isNotEmpty();
    }

    @Test
    void recordsTheRequestAtOnceIfTheExecutorRejectsTheTask() throws Exception {
        post("/rejected");

        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(recorded.all()).hasSize(1));
        assertThat(recorded.all().get(0).description()).isEqualTo("POST /rejected");
    }

    private void post(String path) throws Exception {
        HttpResponse<Void> answer = http.send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .header("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
                        .header(
                                "Authorization",
                                "Basic "
                                        + Base64.getEncoder()
                                                .encodeToString("boss:boss".getBytes(StandardCharsets.UTF_8)))
                        .build(),
                HttpResponse.BodyHandlers.discarding());
        assertThat(answer.statusCode()).isEqualTo(200);
    }
}
