package io.opsmon.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opsmon.boot.RawHttp.Answer;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;

/** Tests a host with open access on the machine of its developer. */
class PermitAllTest {

    private static final String ME = "/opsmon/api/v1/me";

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class OpenHost {
        @Bean
        SecurityFilterChain open(HttpSecurity http) throws Exception {
            return http.authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                    .csrf(csrf -> csrf.disable())
                    .build();
        }
    }

    private interface Call {
        void with(RawHttp http) throws Exception;
    }

    private static void run(List<String> properties, Call call) throws Exception {
        Stream<String> all = Stream.concat(
                Stream.of(
                        "server.port=0",
                        "spring.datasource.url=jdbc:h2:mem:permit-all;DB_CLOSE_DELAY=-1",
                        "spring.liquibase.enabled=false",
                        "spring.flyway.enabled=false",
                        "opsmon.redis.enabled=false",
                        "opsmon.web.access=permit-all",
                        "opsmon.recording.journal.directory=target/journals/${random.uuid}"),
                properties.stream());
        try (var context = (ServletWebServerApplicationContext) new SpringApplicationBuilder(OpenHost.class)
                .run(all.map(each -> "--" + each).toArray(String[]::new))) {
            call.with(new RawHttp(Objects.requireNonNull(context.getWebServer()).getPort()));
        }
    }

    private static void assertRefused(Answer answer, String property) {
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.header("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.json().get("detail").asString())
                .contains("opsmon.web.access=permit-all")
                .contains(property);
    }

    @Test
    void answersThisMachineByItsOwnNamesOnly() throws Exception {
        run(List.of(), http -> {
            for (String host : List.of(
                    "localhost:8080",
                    "LOCALHOST",
                    "localhost.",
                    "shop.localhost",
                    "127.0.0.1:80",
                    "127.8.9.1",
                    "[::1]:80")) {
                assertThat(http.send("GET", ME, "", "Host", host).status())
                        .as(host)
                        .isEqualTo(200);
            }
            for (String host : List.of(
                    "evil.example:8080",
                    "localhost.evil.example",
                    "127.0.0.1.evil.example",
                    "xlocalhost",
                    "192.168.1.7",
                    "0.0.0.0",
                    "[::]",
                    "[fe80::1]")) {
                assertRefused(http.send("GET", ME, "", "Host", host), "opsmon.web.permit-all-hosts");
            }
            assertThat(http.send("GET", "/opsmon/", "", "Host", "evil.example").status())
                    .isEqualTo(403);
            assertRefused(
                    http.send(
                            "DELETE",
                            "/opsmon/api/v1/operation-logs?before=2020-01-01T00:00:00Z",
                            "",
                            "Host",
                            "evil.example",
                            "Sec-Fetch-Site",
                            "same-origin"),
                    "opsmon.web.permit-all-hosts");
            // With open access, a token does not authenticate the request.
            assertThat(http.send("GET", ME, "", "Origin", "http://evil.example", "Authorization", "Bearer x")
                            .status())
                    .isEqualTo(403);
        });
    }

    static Stream<List<String>> strategies() {
        return Stream.of(
                List.of(),
                List.of("server.forward-headers-strategy=framework"),
                List.of("server.forward-headers-strategy=native"),
                List.of("opsmon.client.trusted-proxies=127.0.0.0/8,::1"));
    }

    @ParameterizedTest
    @MethodSource("strategies")
    void answersNobodyElseBehindAProxyOfThisMachine(List<String> properties) throws Exception {
        run(properties, http -> {
            for (String[] headers : List.of(
                    new String[] {"X-Forwarded-For", "203.0.113.9"},
                    new String[] {"X-Forwarded-For", "203.0.113.9, 127.0.0.1"},
                    new String[] {"X-Forwarded-For", "127.0.0.1, 203.0.113.9"},
                    new String[] {"X-Forwarded-For", "127.0.0.1", "X-Forwarded-For", "203.0.113.9"},
                    new String[] {"X-Forwarded-For", "unknown"},
                    new String[] {"X-Real-IP", "203.0.113.9"},
                    new String[] {"Forwarded", "for=203.0.113.9"},
                    new String[] {"Forwarded", "proto=http;For=\"[2001:db8::1]:80\""},
                    new String[] {"Forwarded", "for=_hidden"})) {
                assertRefused(http.send("GET", ME, "", headers), "opsmon.web.permit-all-addresses");
            }
            assertThat(http.send("GET", ME, "", "Host", "evil.example", "X-Forwarded-Host", "localhost")
                            .status())
                    .isEqualTo(403);
            assertThat(http.send("GET", ME, "").status()).isEqualTo(200);
        });
    }

    @ParameterizedTest
    @MethodSource("strategies")
    void answersThisMachineBehindAProxyOfThisMachine(List<String> properties) throws Exception {
        run(properties, http -> {
            assertThat(http.send("GET", ME, "", "X-Forwarded-For", "127.0.0.1, 127.0.0.2")
                            .status())
                    .isEqualTo(200);
            assertThat(http.send("GET", ME, "", "Forwarded", "for=127.0.0.1").status())
                    .isEqualTo(200);
        });
    }

    @Test
    void believesTheOriginOfAProxyOnlyWhereTheHostDoes() throws Exception {
        String[] page = {
            "Host", "shop.example.com",
            "X-Forwarded-Host", "admin.example.com",
            "X-Forwarded-Proto", "https",
            "Origin", "https://admin.example.com"
        };
        String hosts = "opsmon.web.permit-all-hosts=shop.example.com,admin.example.com";
        String path = "/opsmon/api/v1/operation-logs/verification";
        run(
                List.of(hosts, "server.forward-headers-strategy=framework"),
                http -> assertThat(http.send("POST", path, "", page).status()).isEqualTo(202));
        run(List.of(hosts), http -> {
            assertThat(http.send("POST", path, "", page).status()).isEqualTo(403);
            // A proxy that terminates TLS and forwards the host name.
            assertThat(http.send("POST", path, "", "Host", "shop.example.com", "Origin", "https://shop.example.com")
                            .status())
                    .isEqualTo(202);
        });
    }

    @Test
    void answersListedHostsAndAddresses() throws Exception {
        run(
                List.of("opsmon.web.permit-all-hosts=dev.example.com", "opsmon.web.permit-all-addresses=10.0.0.0/8"),
                http -> {
                    assertThat(http.send("GET", ME, "", "Host", "Dev.example.com:8080")
                                    .status())
                            .isEqualTo(200);
                    assertThat(http.send("GET", ME, "", "X-Forwarded-For", "10.1.2.3")
                                    .status())
                            .isEqualTo(200);
                    assertRefused(
                            http.send("GET", ME, "", "X-Forwarded-For", "11.1.2.3"), "opsmon.web.permit-all-addresses");
                });
    }

    /**
     * Sends requests to an address of this machine that is not a loopback address, as another machine on the network
     * does.
     */
    @ParameterizedTest
    @MethodSource("strategies")
    void answersNoOtherMachine(List<String> properties) throws Exception {
        InetAddress own = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                .findFirst()
                .orElse(null);
        Assumptions.assumeTrue(own != null, "This machine has no address but loopback ones");
        run(properties, http -> {
            try (Socket socket = new Socket(own, http.port())) {
                socket.getOutputStream()
                        .write(("GET " + ME + " HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 127.0.0.1\r\n"
                                        + "Connection: close\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                        .startsWith("HTTP/1.1 403")
                        .contains("opsmon.web.permit-all-addresses");
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "evil.example", "https://a.example/path", "null"})
    void refusesAnAllowedOriginThatIsNone(String origin) {
        assertThatThrownBy(() -> run(List.of("opsmon.web.allowed-origins=" + origin), http -> {}))
                .hasStackTraceContaining("opsmon.web.allowed-origins must be like https://admin.example.com");
    }
}
