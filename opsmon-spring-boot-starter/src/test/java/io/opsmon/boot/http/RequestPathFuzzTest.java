package io.opsmon.boot.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.opsmon.fuzz.FuzzContract;
import io.opsmon.masking.Masking;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/**
 * Tests that a recorded path has no dot segments, and no secret in a variable of the route, for any path. The first
 * line of an input is the path, the second line is the route's pattern, which may be any text.
 */
class RequestPathFuzzTest extends FuzzContract {

    private static final String SECRET = "Zq7Kx9w2Vp4R";

    private final Masking masking = new Masking(Masking.DEFAULT_KEYS);

    @Override
    protected void read(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8).replace(SECRET, "");
        int end = text.indexOf('\n');
        String raw = end < 0 ? text : text.substring(0, end);
        String pattern = end < 0 ? "/**" : text.substring(end + 1);
        RequestPath path = RequestPath.of(raw);
        assertThat(path.segments()).doesNotContain("", ".", "..").noneMatch(segment -> segment.contains("/"));
        assertThat(path.masked(null, masking)).startsWith("/");
        assertThat(path.masked(pattern, masking)).startsWith("/");
        RoutePattern.parse(pattern).isSpecific();
        if (raw.indexOf('/') < 0 && raw.indexOf(';') < 0) {
            hides(raw);
        }
    }

    /** The text around the secret, in its segment and in others, makes no difference. */
    private void hides(String around) {
        RequestPath path = RequestPath.of("/shop/reset/x" + around + SECRET + around + "/orders/a" + around + "b");
        if (path.segments().size() == 5) {
            assertThat(path.masked("/reset/{token}/orders/{id}", masking)).doesNotContain(SECRET);
            assertThat(path.masked("/reset/{token}/**", masking)).doesNotContain(SECRET);
        }
        assertThat(RequestPath.of("/shop;jsessionid=" + SECRET + around + "/orders")
                        .text())
                .doesNotContain(SECRET);
    }

    @Override
    protected Stream<byte[]> seeds() {
        return Stream.of(
                        "/orders/7/items/a%20b\n/orders/{id}/items/{name}",
                        "/a/../b/./c//d/\n/**",
                        "/%2e%2e/%2E%2E%2fetc/passwd\n/{*path}",
                        "/reset/eyJhbGciOi.J9abc.def\n/reset/{token:[a-z]{3,}}",
                        "/a;v=1/b;jsessionid=1\n/*/b",
                        "%zz%e4%bd%a0%\n{}{",
                        "/t=1&token=x\n}/{a}/{b",
                        "")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }
}
