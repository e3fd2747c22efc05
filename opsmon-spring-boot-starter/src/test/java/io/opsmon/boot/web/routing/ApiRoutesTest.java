package io.opsmon.boot.web.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.opsmon.boot.web.ApiResponse;
import io.opsmon.boot.web.ApiRoute;
import io.opsmon.boot.web.CallerScope;
import io.opsmon.boot.web.OpsmonAccess;
import io.opsmon.boot.web.OpsmonWebProperties;
import io.opsmon.boot.web.access.RequestGate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.http.server.PathContainer;

/** Tests which route of the table a request gets. */
class ApiRoutesTest {

    private static final OpsmonAccess ACCESS = new OpsmonAccess() {
        @Override
        public @Nullable String username() {
            return null;
        }

        @Override
        public boolean isGranted(String permission) {
            return false;
        }
    };

    private static ApiRoutes table(ApiRoute... routes) {
        OpsmonWebProperties properties = new Binder(
                        new MapConfigurationPropertySource(Map.of("opsmon.web.base-path", "/admin/opsmon")))
                .bindOrCreate("opsmon.web", OpsmonWebProperties.class);
        return new ApiRoutes(
                "/admin/opsmon",
                ACCESS,
                CallerScope.NONE,
                RequestGate.of(properties, ACCESS, List.of()),
                List.of(routes));
    }

    private static ApiRoute get(String path) {
        return ApiRoute.get(path, "p", request -> ApiResponse.of(200));
    }

    private static @Nullable Endpoint find(ApiRoutes table, String method, String path) {
        return table.find(method, PathContainer.parsePath(path));
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /logs/stats, /logs/stats",
        "GET, /logs/550e8400, /logs/{id}",
        "GET, /logs/stats/day, /logs/{id}/{part}",
        "GET, /logs/x/content, /logs/{id}/content",
        "DELETE, /logs/stats, /logs/{id}"
    })
    void choosesTheMostSpecificPathOfTheMethodWhateverTheOrder(String method, String path, String pattern) {
        ApiRoute delete = ApiRoute.delete("/logs/{id}", "p", request -> ApiResponse.of(200));
        List<ApiRoute> routes = List.of(
                get("/logs/{id}"), get("/logs/{id}/{part}"), get("/logs/{id}/content"), get("/logs/stats"), delete);
        for (boolean isReversed : new boolean[] {false, true}) {
            List<ApiRoute> ordered = new ArrayList<>(routes);
            if (isReversed) {
                Collections.reverse(ordered);
            }

            Endpoint found = Objects.requireNonNull(
                    find(table(ordered.toArray(ApiRoute[]::new)), method, "/admin/opsmon/api/v1" + path));

            assertThat(found.pattern().getPatternString()).isEqualTo("/admin/opsmon/api/v1" + pattern);
        }
    }

    @Test
    void decodesTheVariablesOfAPath() {
        Endpoint found =
                Objects.requireNonNull(find(table(get("/logs/{id}")), "GET", "/admin/opsmon/api/v1/logs/a%20b;v=1"));

        assertThat(found.variables()).containsExactly(Map.entry("id", "a b"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/admin/opsmon", "/admin/opsmon/x.js", "/opsmon/api/v1/logs", "/admin/opsmon/apis", "/"})
    void leavesOtherPathsToOthers(String path) {
        assertThat(find(table(get("/logs")), "GET", path)).isNull();
    }

    @Test
    void refusesTwoRoutesForTheSameRequests() {
        assertThatIllegalStateException()
                .isThrownBy(() -> table(get("/logs/{id}"), get("/logs"), get("/logs/{name}")))
                .withMessageContaining("GET /logs/{}");
    }
}
