package io.opsmon.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.opsmon.boot.web.ApiRoute;
import io.opsmon.boot.web.routing.ApiRoutes;
import io.opsmon.log.LogScope;
import io.opsmon.log.LogVisibility;
import io.opsmon.log.Outcome;
import io.opsmon.loginlog.LoginEvent;
import io.opsmon.loginlog.LoginLogEntry;
import io.opsmon.loginlog.LoginLogRepository;
import io.opsmon.loginlog.TestLogins;
import io.opsmon.operationlog.Failure;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.OperationLogRepository;
import io.opsmon.operationlog.Operator;
import io.opsmon.operationlog.Resource;
import io.opsmon.operationlog.TestEntries;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import tools.jackson.databind.JsonNode;

/** Tests a host that restricts callers to the entries of some tenants. */
@SpringBootTest(
        classes = HttpHost.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.main.web-application-type=servlet",
            // As in databases whose collation ignores case.
            "spring.datasource.url=jdbc:h2:mem:scope;DB_CLOSE_DELAY=-1;IGNORECASE=TRUE",
            "spring.liquibase.enabled=false",
            "spring.flyway.enabled=false",
            "opsmon.redis.enabled=false",
            "opsmon.recording.journal.directory=target/journals/${random.uuid}"
        })
@Import(LogScopeHttpTest.OfTheHost.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LogScopeHttpTest {

    @TestConfiguration(proxyBeanMethods = false)
    static class OfTheHost {

        /** Callers say what they may see; without a header, they may see everything. */
        @Bean
        LogScope scope() {
            return () -> {
                ServletRequestAttributes request =
                        (ServletRequestAttributes) RequestContextHolder.currentRequestAttributes();
                @Nullable String tenants = request.getRequest().getHeader("Tenants");
                if ("broken".equals(tenants)) {
                    throw new IllegalStateException("The tenants of the caller are unavailable");
                }
                return tenants == null
                        ? LogVisibility.ALL
                        : LogVisibility.ofTenants(tenants.isEmpty() ? Set.of() : Set.of(tenants.split(",")));
            };
        }
    }

    @LocalServerPort
    private int port;

    @Autowired
    private OperationLogRepository operations;

    @Autowired
    private LoginLogRepository logins;

    @Autowired
    private ApiRoutes routes;

    private final Map<String, OperationLogEntry> ofTenants =
            Map.of("blue", operation("blue"), "Blue", operation("Blue"), "red", operation("red"), "", operation(null));

    private static OperationLogEntry operation(@Nullable String tenant) {
        OperationLogEntry entry = TestEntries.failed(
                Instant.now().minusSeconds(60),
                "scoped",
                "UPDATE",
                new Failure("sold-out", "none left for " + tenant, null),
                "ann");
        return TestEntries.with(
                entry,
                new Operator("ann", "Ann of " + tenant, tenant),
                new Resource("shelf", "7"),
                entry.http(),
                entry.trace(),
                Duration.ofSeconds(1));
    }

    private static LoginLogEntry login(@Nullable String tenant) {
        LoginLogEntry e = TestLogins.entry(Instant.now(), LoginEvent.LOGIN, Outcome.SUCCESS, null, "boss", null);
        return new LoginLogEntry(
                e.id(),
                e.occurredAt(),
                e.event(),
                e.outcome(),
                e.method(),
                e.reason(),
                "of " + tenant,
                e.username(),
                tenant,
                e.actor(),
                e.client(),
                e.sessionReference(),
                e.trace(),
                e.application(),
                e.node(),
                e.risks(),
                e.attempts(),
                e.extra(),
                e.chain());
    }

    @BeforeAll
    void fillTheLogs() {
        operations.saveAll(List.copyOf(ofTenants.values()));
        logins.saveAll(List.of(login("blue"), login("Blue"), login("red"), login(null)));
    }

    private TestBrowser of(String tenants) {
        return new TestBrowser(port).basic("boss", "boss").with("Tenants", tenants);
    }

    @ParameterizedTest
    @CsvSource({
        "blue, '', blue",
        "'blue,red', '', 'blue,red'",
        "'', '', ''",
        "blue, tenant=blue, blue",
        "blue, tenant=red, ''",
        "blue, tenant=!red, blue",
        "blue, tenant=!blue, ''",
        "blue, tenant=red&tenant=blue, blue",
        "blue, operator=ann, blue",
        "blue, application=shop, blue"
    })
    void listsTheEntriesOfTheTenants(String tenants, String filter, String visible) throws Exception {
        List<String> expected = visible.isEmpty() ? List.of() : List.of(visible.split(","));
        String query = "?module=scoped&" + filter;

        JsonNode page = of(tenants).json("/opsmon/api/v1/operation-logs" + query);

        List<String> found = new ArrayList<>();
        page.get("items")
                .forEach(item -> found.add(item.get("operator").get("tenant").asString()));
        assertThat(found).containsExactlyInAnyOrderElementsOf(expected);
        String exported = of(tenants)
                .get("/opsmon/api/v1/operation-logs/export" + query + "&format=ndjson")
                .body();
        assertThat(exported.lines()).hasSameSizeAs(expected);
    }

    @ParameterizedTest
    @CsvSource({"count", "values?field=operator", "stats", "failures"})
    void countsNothingOfOtherTenants(String route) throws Exception {
        String path = "/opsmon/api/v1/operation-logs/" + route + (route.contains("?") ? "&" : "?") + "module=scoped";

        assertThat(of("green").get(path).body())
                .doesNotContain("ann", "sold-out", "none left", "\"count\":1")
                .contains("0");
        assertThat(of("").get(path).body()).doesNotContain("ann", "sold-out", "none left", "\"count\":1");
        assertThat(of("red").get(path).body()).containsAnyOf("\"value\":1", "\"count\":1", "\"total\":1");
    }

    @Test
    void opensOnlyEntriesOfTheTenants() throws Exception {
        for (Map.Entry<String, OperationLogEntry> entry : ofTenants.entrySet()) {
            String path = "/opsmon/api/v1/operation-logs/" + entry.getValue().id();
            assertThat(of("blue").get(path).statusCode())
                    .as(entry.getKey())
                    .isEqualTo(entry.getKey().equals("blue") ? 200 : 404);
            assertThat(new TestBrowser(port).basic("boss", "boss").get(path).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void restrictsSignInsToo() throws Exception {
        for (String path : List.of("/login-logs", "/me/logins")) {
            assertThat(of("red").json("/opsmon/api/v1" + path + "?limit=50").get("items"))
                    .as(path)
                    .hasSize(1);
        }
        assertThat(of("").json("/opsmon/api/v1/login-logs/stats").get("total").asInt())
                .isZero();
        assertThat(of("red").json("/opsmon/api/v1/login-logs?tenant=blue").get("items"))
                .isEmpty();
        assertThat(of("red")
                        .json("/opsmon/api/v1/login-logs/values?field=tenant")
                        .get("values"))
                .hasSize(1);
    }

    @Test
    void showsOnlyScopedPartsOfTheConsole() throws Exception {
        List<String> permissions = new ArrayList<>();
        of("blue").json("/opsmon/api/v1/me").get("permissions").forEach(each -> permissions.add(each.asString()));
        assertThat(permissions)
                .containsExactly(
                        "opsmon:operation-log:read",
                        "opsmon:operation-log:export",
                        "opsmon:login-log:read",
                        "opsmon:login-log:export");
        assertThat(of("blue").json("/opsmon/api/v1/overview").propertyNames())
                .containsExactlyInAnyOrder("operations", "logins");
        assertThat(of("blue").get("/opsmon/api/v1/counters").body()).isEqualTo("{}");
    }

    @Test
    void refusesEveryOtherRoute() throws Exception {
        List<String> refused = new ArrayList<>();
        for (ApiRoute route : routes.routes()) {
            if (!route.isScoped() && !route.isOpen()) {
                String path = "/opsmon/api/v1" + route.path().replaceAll("\\{\\w+}", "1");
                HttpResponse<String> answer = of("blue")
                        .with("Content-Type", route.consumes().toString())
                        .send(route.method().name(), path, "{}");
                assertThat(answer.statusCode()).as(route.method() + " " + path).isEqualTo(403);
                if (!route.method().name().equals("HEAD")) {
                    assertThat(answer.body()).as(path).contains("scope-restricted");
                }
                refused.add(route.path());
            }
        }
        assertThat(refused).contains("/online-users", "/personal-data", "/operation-logs/verification");
    }

    @Test
    void showsNothingIfTheScopeIsUnknown() throws Exception {
        for (String path :
                List.of("/operation-logs", "/operation-logs/export?format=csv", "/overview", "/online-users")) {
            assertThat(of("broken").get("/opsmon/api/v1" + path).statusCode())
                    .as(path)
                    .isEqualTo(500);
        }
    }
}
