package io.opsmon.benchmarks;

import io.opsmon.operationlog.OperationLogRepository;
import io.opsmon.operationlog.internal.InMemoryOperationLogRepository;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/**
 * Measures the cost of recording without annotation for a PUT with a JSON body of 90 bytes. opsmon's filters surround a
 * host that reads the body, with recording and without, in turn, on one thread. The median of nine rounds counts.
 */
final class HttpRecordingCost {

    private static final byte[] BODY =
            "{\"sku\":\"TEA-ASSAM\",\"price\":8.90,\"reason\":\"supplier price\",\"tags\":[\"tea\",\"black\"],\"token\":\"x\"}"
                    .getBytes(StandardCharsets.UTF_8);
    private static final int REQUESTS = 200_000;
    private static final int ROUNDS = 9;

    private HttpRecordingCost() {}

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class WebHost {

        @Bean
        OperationLogRepository store() {
            return new InMemoryOperationLogRepository(1_000);
        }
    }

    public static void main(String[] arguments) throws Exception {
        try (ConfigurableApplicationContext with = host(true);
                ConfigurableApplicationContext without = host(false)) {
            Filter[] recording = filters(with);
            Filter[] plain = filters(without);
            double[] on = new double[ROUNDS];
            double[] off = new double[ROUNDS];
            run(recording);
            run(plain);
            for (int i = 0; i < ROUNDS; i++) {
                on[i] = run(recording);
                off[i] = run(plain);
            }
            Arrays.sort(on);
            Arrays.sort(off);
            System.out.printf(
                    "without %.2f µs, with %.2f µs: %.2f µs a request%n",
                    off[ROUNDS / 2], on[ROUNDS / 2], on[ROUNDS / 2] - off[ROUNDS / 2]);
        }
    }

    private static ConfigurableApplicationContext host(boolean enabled) throws Exception {
        SpringApplication application = new SpringApplication(WebHost.class);
        application.setDefaultProperties(Map.of(
                "server.port", "0",
                "spring.datasource.url", "jdbc:postgresql://localhost:1/none",
                "opsmon.operation-log.http.enabled", Boolean.toString(enabled),
                "opsmon.recording.overflow", "drop",
                "opsmon.recording.journal.directory",
                        Files.createTempDirectory("opsmon-benchmark").toString(),
                "logging.level.root", "ERROR",
                "spring.main.banner-mode", "off"));
        return application.run();
    }

    private static Filter[] filters(ConfigurableApplicationContext context) {
        List<FilterRegistrationBean<?>> registrations = context.getBeanProvider(FilterRegistrationBean.class)
                .orderedStream()
                .<FilterRegistrationBean<?>>map(bean -> bean)
                .filter(bean ->
                        bean.getFilter().getClass().getName().matches("io\\.opsmon\\.boot\\.(operationlog|instance).*"))
                .toList();
        return registrations.stream().map(FilterRegistrationBean::getFilter).toArray(Filter[]::new);
    }

    /** Returns microseconds per request. */
    private static double run(Filter[] filters) throws Exception {
        byte[] buffer = new byte[256];
        long start = System.nanoTime();
        for (int i = 0; i < REQUESTS; i++) {
            MockHttpServletRequest request = new MockHttpServletRequest("PUT", "/products/42");
            request.setContentType("application/json");
            request.setContent(BODY);
            FilterChain chain = (req, res) -> {
                int read;
                do {
                    read = req.getInputStream().read(buffer);
                } while (read >= 0);
            };
            for (int f = filters.length - 1; f >= 0; f--) {
                Filter filter = filters[f];
                FilterChain next = chain;
                chain = (req, res) -> filter.doFilter(req, res, next);
            }
            chain.doFilter(request, new MockHttpServletResponse());
        }
        return (System.nanoTime() - start) / 1e3 / REQUESTS;
    }
}
