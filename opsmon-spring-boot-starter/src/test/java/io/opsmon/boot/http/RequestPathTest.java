package io.opsmon.boot.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.opsmon.masking.Masking;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestPathTest {

    private static final Masking MASKING = new Masking(Masking.DEFAULT_KEYS);

    @ParameterizedTest
    @CsvSource({
        "/%61pi/orders, /api/orders",
        "//api///orders, /api/orders",
        "/api/./orders/., /api/orders/",
        "/x/../api/orders, /api/orders",
        "/x/%2e%2E/api/orders, /api/orders",
        "/public/..;a=b/api, /api",
        "/../../api, /api",
        "/api/orders;jsessionid=ABC;v=1/lines;x, /api/orders/lines",
        "/api/orders/, /api/orders/",
        "/a%2Fb/c, /a%2Fb/c",
        "/a%2F..%2Fb, /a%2F..%2Fb",
        "/%E8%AE%A2%E5%8D%95, /订单",
        "/%zz/%, /%zz/%",
        "/%252e%252e/a, /%2e%2e/a",
        "'', /",
        "/, /"
    })
    void normalises(String raw, String path) {
        assertThat(RequestPath.of(raw).text()).isEqualTo(path);
    }

    @ParameterizedTest
    @CsvSource({
        "/reset/abc, /reset/{token}, /reset/***",
        "/app/v1/reset/abc, /reset/{token}, /app/v1/reset/***",
        "/reset/abc/, /reset/{resetToken}/, /reset/***/",
        "/RESET/abc, /reset/{token}, /RESET/***",
        "/orders/42, /orders/{id}, /orders/42",
        "/orders/550e8400-e29b-41d4-a716-446655440000, /orders/{id}, /orders/550e8400-e29b-41d4-a716-446655440000",
        "/a/x-y.json, '/a/{name}-{secret:[a-z/]+}.json', /a/***",
        "/files/a/b/c, /files/{*token}, /files/***/***/***",
        "/app/files/a/b/end, /files/**/end, /app/files/a/b/end",
        "/x/y/reset/abc, /**/reset/{token}, /x/y/reset/***",
        "/pay/4711/9, /pay/{otp}/{n}, /pay/***/9",
        "/invite/x7Kp29QmZt4vB1cD, /invite/{code}, /invite/***",
        "/products/TEA-01, /products/{code}, /products/TEA-01",
        "/orders/eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.abc-_1, /orders/{id}, /orders/***"
    })
    void hidesSecretsByTheRoute(String path, String pattern, String shown) {
        assertThat(RequestPath.of(path).masked(pattern, MASKING)).isEqualTo(shown);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "550e8400-e29b-41d4-a716-446655440000",
                "5f4dcc3b5aa765d61d8327deb882cf99",
                "x7Kp29QmZt4vB1cD",
                "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.abc",
                "abcdefghijklmnopqrstuvwxyzabcdefgh",
                "ghp_16C7e42F292c6912E7710c838347Ae178B4a"
            })
    void hidesWhatLooksSecretWhereNoRouteMatched(String secret) {
        for (@Nullable String pattern : new @Nullable String[] {null, "/**", "/other/{id}", "/error"}) {
            assertThat(RequestPath.of("/unknown/" + secret + "/x").masked(pattern, MASKING))
                    .as(pattern)
                    .isEqualTo("/unknown/***/x");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/orders/1234567890123456789/lines",
                "/how-to-brew-green-tea-in-2024",
                "/reports/2026-11-27/daily-summary.xlsx",
                "/internationalization/messages_zh_CN.properties",
                "/订单管理/查询所有未完成的订单信息列表"
            })
    void leavesWordsAndNumbersReadable(String path) {
        assertThat(RequestPath.of(path).masked(null, MASKING)).isEqualTo(path);
    }

    @Test
    void hidesWhatFollowsASensitiveName() {
        assertThat(RequestPath.of("/password/a1b2").masked(null, MASKING)).isEqualTo("/password/***");
        assertThat(RequestPath.of("/x/token=abc").masked(null, MASKING)).isEqualTo("/x/token=***");
        assertThat(RequestPath.of("/token/refresh").masked(null, MASKING)).isEqualTo("/token/refresh");
    }
}
