package io.opsmon.boot;

import io.opsmon.operationlog.OperationLog;
import io.opsmon.operationlog.OperationLogFilter;
import io.opsmon.operationlog.OperationLogRepository;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.blockhound.BlockHound;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/**
 * A WebFlux host on Netty under BlockHound, for {@link BlockingCallsTest}: signs in, records operations, uses the API
 * and terminates sessions. Prints the calls of opsmon that blocked an event loop.
 */
final class BlockingCallsHost {

    static final int UNSUPPORTED = 77;
    static final String DONE = "all requests were served";

    private static final int BLOCKED = 1;
    private static final String API = "/opsmon/api/v1";

    /** The stack of each call that blocked a thread that must not block. */
    private static final Queue<String> BLOCKING = new ConcurrentLinkedQueue<>();

    private BlockingCallsHost() {}

    /** The routes that a test of blocking calls needs in addition. */
    static class Additions {

        @Bean
        Operations operations() {
            return new Operations();
        }
    }

    @RestController
    static class Operations {

        @GetMapping("/operation")
        @OperationLog(module = "orders", action = "READ", description = "read an order")
        public Mono<String> operation() {
            return Mono.just("operation");
        }

        /** Blocks an event loop, to show that the test would notice. */
        @GetMapping("/api/blocking")
        public Mono<String> blocking() {
            LockSupport.parkNanos(1_000_000);
            return Mono.just("blocked");
        }
    }

    @Import({WebFluxOnlineUsersTest.OnNetty.class, Additions.class})
    static class Application {}

    /** Starts the host; the argument is the directory of the journal. */
    public static void main(String[] arguments) throws Exception {
        try {
            BlockHound.install(builder -> builder.blockingMethodCallback(method -> BLOCKING.add(
                            method + "\n" + stack(Thread.currentThread().getStackTrace())))
                    // Ids of entries need random numbers, and the kernel's generator answers without waiting.
                    .allowBlockingCallsInside("java.security.SecureRandom", "nextBytes"));
        } catch (RuntimeException | Error unsupported) {
            unsupported.printStackTrace();
            System.exit(UNSUPPORTED);
        }
        SpringApplication application = new SpringApplication(Application.class);
        application.setWebApplicationType(WebApplicationType.REACTIVE);
        int status = 2;
        try (ConfigurableApplicationContext context = application.run(
                "--spring.datasource.url=jdbc:h2:mem:blocking;DB_CLOSE_DELAY=-1",
                "--spring.liquibase.enabled=false",
                "--spring.flyway.enabled=false",
                "--opsmon.redis.enabled=false",
                "--opsmon.client.trusted-proxies=127.0.0.0/8,::1",
                "--opsmon.tokens.headers=Authorization, X-Token",
                "--opsmon.operation-log.http.enabled=true",
                "--opsmon.online-users.flush-interval=50ms",
                "--opsmon.recording.journal.directory=" + arguments[0])) {
            int port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
            requireDetection(port);
            BLOCKING.clear();
            drive(port, context.getBean(OperationLogRepository.class));
            List<String> ofOpsmon = BLOCKING.stream()
                    .filter(stack -> stack.contains("\tio.opsmon."))
                    .distinct()
                    .toList();
            ofOpsmon.forEach(System.out::println);
            System.out.println(DONE);
            status = ofOpsmon.isEmpty() ? 0 : BLOCKED;
        }
        System.exit(status);
    }

    private static String stack(StackTraceElement[] frames) {
        return Arrays.stream(frames)
                .map(frame -> "\t" + frame)
                .filter(frame -> !frame.contains("blockhound"))
                .collect(Collectors.joining("\n"));
    }

    private static void requireDetection(int port) throws Exception {
        require(new TestBrowser(port)
                .with("Authorization", "Bearer " + token("carol"))
                .get("/api/blocking"));
        if (BLOCKING.stream().noneMatch(stack -> stack.contains("BlockingCallsHost$Operations.blocking"))) {
            throw new IllegalStateException("BlockHound found no call that blocks");
        }
    }

    private static String token(String username) {
        return SecureHost.token(username, Instant.now().plusSeconds(600));
    }

    private static void require(HttpResponse<String> response) {
        if (response.statusCode() >= 400) {
            throw new IllegalStateException(response + " " + response.body());
        }
    }

    private static void drive(int port, OperationLogRepository operations) throws Exception {
        TestBrowser alice = new TestBrowser(port);
        require(alice.signIn("alice", "alice"));
        require(alice.get("/operation"));
        require(alice.get("/page"));
        new TestBrowser(port).signIn("alice", "wrong");
        require(new TestBrowser(port).basic("alice", "alice").get("/basic/page"));
        new TestBrowser(port).basic("alice", "wrong").get("/basic/page");
        require(new TestBrowser(port).send("POST", "/hand-sign-in?username=alice&password=alice", ""));
        require(new TestBrowser(port)
                .with("X-Token", "token-of-carol-0123456789")
                .get("/own/page"));
        require(new TestBrowser(port)
                .with("Authorization", "Bearer " + token("carol"))
                .get("/api/page"));

        TestBrowser boss = new TestBrowser(port);
        require(boss.signIn("boss", "boss"));
        require(boss.get("/opsmon/"));
        for (String path : List.of("/me", "/overview", "/operation-logs", "/login-logs", "/login-locks")) {
            require(boss.get(API + path));
        }
        require(boss.get(API + "/operation-logs/export?format=csv"));
        JsonNode session = awaitSession(boss, "alice");
        require(boss.send("DELETE", API + "/online-users/" + session.get("ref").asString(), ""));
        alice.get("/page");
        require(boss.send("DELETE", API + "/online-users?username=carol", ""));
        new TestBrowser(port).with("X-Token", "token-of-carol-0123456789").get("/own/page");
        HttpResponse<String> ticket = new TestBrowser(port)
                .with("X-Token", "token-of-boss-0123456789")
                .send("POST", API + "/console-tickets", "");
        require(ticket);
        TestBrowser console = new TestBrowser(port);
        String text = ticket.body().replaceAll(".*\"ticket\":\"([^\"]+)\".*", "$1");
        require(console.send(
                "POST", API + "/console-session", "{\"ticket\":\"" + text + "\"}", "Content-Type", "application/json"));
        require(console.get(API + "/me"));
        require(console.send("DELETE", API + "/console-session", ""));
        require(boss.send("POST", "/logout", ""));
        awaitOperation(operations);
    }

    private static JsonNode awaitSession(TestBrowser boss, String username) {
        return org.awaitility.Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(
                        () -> boss.json(API + "/online-users?username=" + username)
                                .get("items"),
                        items -> !items.isEmpty())
                .get(0);
    }

    private static void awaitOperation(OperationLogRepository operations) {
        org.awaitility.Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> !operations
                        .find(OperationLogFilter.builder().module("orders").build())
                        .items()
                        .isEmpty());
    }
}
