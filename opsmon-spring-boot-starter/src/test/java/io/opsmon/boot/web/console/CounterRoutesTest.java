package io.opsmon.boot.web.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.opsmon.boot.web.ApiContent;
import io.opsmon.boot.web.ApiRequest;
import io.opsmon.boot.web.CallerScope;
import io.opsmon.boot.web.MenuCount;
import io.opsmon.boot.web.OpsmonAccess;
import io.opsmon.log.LogPage;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CounterRoutesTest {

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger reads = new AtomicInteger();

    private static final OpsmonAccess READER = new OpsmonAccess() {
        @Override
        public @Nullable String username() {
            return "reader";
        }

        @Override
        public boolean isGranted(String permission) {
            return permission.equals("read");
        }
    };

    private static String answer(CounterRoutes routes) throws IOException {
        ApiRequest request = (ApiRequest) Proxy.newProxyInstance(
                ApiRequest.class.getClassLoader(), new Class<?>[] {ApiRequest.class}, (proxy, method, args) -> null);
        ApiContent content = routes.routes().get(0).handler().handle(request).content();
        return new String(((ApiContent.Bytes) content).bytes(), StandardCharsets.UTF_8);
    }

    @Test
    void readsEachNumberAtMostOnceInFiveSeconds() throws Exception {
        CounterRoutes routes = new CounterRoutes(
                READER,
                CallerScope.NONE,
                List.of(
                        new MenuCount("mine", "read", () -> new LogPage.Total(reads.incrementAndGet(), true)),
                        new MenuCount("other", "write", () -> new LogPage.Total(1, true))),
                nanos::get);

        assertThat(answer(routes)).isEqualTo("{\"mine\":{\"value\":1,\"relation\":\"eq\"}}");
        nanos.addAndGet(Duration.ofMillis(4_999).toNanos());
        assertThat(answer(routes)).contains("\"value\":1");
        nanos.addAndGet(Duration.ofMillis(1).toNanos());
        assertThat(answer(routes)).contains("\"value\":2");
    }

    @Test
    void leavesOutANumberThatCannotBeReadWithoutReadingItAgainAtOnce() throws Exception {
        CounterRoutes routes = new CounterRoutes(
                READER,
                CallerScope.NONE,
                List.of(new MenuCount("broken", "read", () -> {
                    reads.incrementAndGet();
                    throw new IllegalStateException("The store is unavailable");
                })),
                nanos::get);

        assertThat(answer(routes)).isEqualTo("{}");
        assertThat(answer(routes)).isEqualTo("{}");
        assertThat(reads).hasValue(1);
    }
}
