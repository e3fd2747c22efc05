package io.opsmon.operationlog.internal.payload;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.opsmon.masking.Masking;
import io.opsmon.operationlog.Sensitive;
import java.io.Closeable;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.http.ResponseEntity;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Values that are no beans: JSON of several libraries, projections, sequences of elements. */
class ReadableValuesTest {

    private final PayloadWriter writer =
            new PayloadWriter(PayloadSettings.defaults(), new Masking(Masking.DEFAULT_KEYS), List.of());

    private String write(@Nullable Object value) {
        return writer.write(value, PathFilter.ALL);
    }

    private static @Nullable Object read(String json) {
        return Objects.requireNonNull(ExactJson.read(json), json).value();
    }

    @Test
    void keepsNumbersAsWritten() {
        String json = "{\"n\":1.10,\"big\":12345678901234567890.123456789,\"e\":1e400,\"id\":1410277790296653824,"
                + "\"z\":-0.0,\"E\":1E+05,\"list\":[1.0,true,null,\"1.10\"]}";

        assertThat(write(read(json))).isEqualTo(json);
        assertThat(write(read("1e400"))).isEqualTo("1e400");
        assertThat(write(List.of(new BigDecimal("1.10"), 1410277790296653824L)))
                .isEqualTo("[1.10,1410277790296653824]");
    }

    @Test
    void readsOnlyOneDocument() {
        for (String text : List.of("", " ", "{", "{}x", "{} {}", "[1,]", "nul", "{\"a\":01}", "[".repeat(5_000))) {
            assertThat(ExactJson.read(text)).as(text).isNull();
            assertThat(ExactJson.isDocument(text)).as(text).isFalse();
        }
        assertThat(ExactJson.isDocument("{\"a\":[1,{\"b\":null}]}")).isTrue();
        assertThat(ExactJson.isDocument("1e400")).isTrue();
    }

    @Test
    void keepsTypesInNodesOfJackson3() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("a", 1.5)
                .put("b", true)
                .put("password", "hunter2")
                .putNull("c")
                .put("long", 1410277790296653824L);
        node.putPOJO("pojo", List.of(Map.of("token", "x"), 1));

        assertThat(write(node))
                .isEqualTo("{\"a\":1.5,\"b\":true,\"password\":\"***\",\"c\":null,\"long\":1410277790296653824,"
                        + "\"pojo\":[{\"token\":\"***\"},1]}");
        assertThat(write(JsonMapper.builder()
                        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                        .build()
                        .readTree("{\"a\":1.50}")))
                .isEqualTo("{\"a\":1.50}");
    }

    @Test
    void keepsTypesInNodesOfJackson2() throws Exception {
        com.fasterxml.jackson.databind.ObjectMapper jackson2 = new com.fasterxml.jackson.databind.ObjectMapper()
                .enable(com.fasterxml.jackson.databind.DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
        String json = "{\"userId\":2,\"price\":1.5,\"gift\":true,\"none\":null,\"lines\":[{\"sku\":\"A\"}]}";

        assertThat(write(jackson2.readTree(json))).isEqualTo(json);
        assertThat(write(jackson2.readTree("{\"user\":{\"password\":\"hunter2\"}}")))
                .isEqualTo("{\"user\":{\"password\":\"***\"}}");
        assertThat(write(jackson2.readTree("7"))).isEqualTo("7");
        assertThat(write(jackson2.readTree("null"))).isEqualTo("null");
    }

    @Test
    void readsNodesUpToTheLimitOfDepth() throws Exception {
        String json = "{\"1\":{\"2\":{\"3\":{\"4\":{\"5\":{\"6\":{\"7\":{\"8\":1}}}}}}}}";

        assertThat(write(new com.fasterxml.jackson.databind.ObjectMapper().readTree(json)))
                .isEqualTo(json);
    }

    public interface Contact {
        String getCity();

        default String getLabel() {
            return "label";
        }
    }

    public interface CustomerView {
        long getId();

        String getName();

        @Sensitive
        String getNickname();

        String getPassword();

        @JsonIgnore
        String getHidden();

        Contact getContact();

        void setName(String name);
    }

    @SuppressWarnings("unchecked")
    private static <T> T proxy(Class<T> type, Map<String, Object> values) {
        return (T) Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
            if (method.getName().equals("toString")) {
                return type.getSimpleName();
            }
            return values.getOrDefault(method.getName(), "called");
        });
    }

    @Test
    void readsProjectionsByTheirGetters() {
        Contact contact = proxy(Contact.class, Map.of("getCity", "Xi'an", "getLabel", "l"));
        CustomerView view = proxy(CustomerView.class, Map.of("getId", 7L, "getName", "Ada", "getContact", contact));

        assertThat(Proxy.isProxyClass(view.getClass())).isTrue();
        assertThat(write(view))
                .isEqualTo("{\"contact\":{\"city\":\"Xi'an\",\"label\":\"l\"},\"id\":7,\"name\":\"Ada\","
                        + "\"nickname\":\"***\",\"password\":\"***\"}");
    }

    public interface CustomerMapper {
        List<String> getAll();

        String findById(long id);
    }

    @Test
    void callsNoMethodOfOtherProxies() {
        AtomicInteger calls = new AtomicInteger();
        CustomerMapper mapper = (CustomerMapper) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {CustomerMapper.class}, (proxy, method, arguments) -> {
                    if (!method.getName().equals("toString")) {
                        calls.incrementAndGet();
                    }
                    return "mapper";
                });

        assertThat(write(List.of(mapper))).isEqualTo("[\"mapper\"]");
        assertThat(calls).hasValue(0);
    }

    static final class Bag implements Iterable<String> {

        private final List<String> content = List.of("a", "b");

        @Override
        public Iterator<String> iterator() {
            return content.iterator();
        }

        public boolean isEmpty() {
            return false;
        }
    }

    static final class Cursor implements Iterable<String>, Closeable {

        @Override
        public Iterator<String> iterator() {
            throw new IllegalStateException("read");
        }

        @Override
        public void close() {}

        @Override
        public String toString() {
            return "cursor";
        }
    }

    @Test
    void readsIterables() {
        List<String> list = List.of("a", "b");
        Iterable<String> lambda = () -> list.iterator();
        Iterable<Integer> endless = () -> IntStream.iterate(0, i -> i + 1).iterator();

        assertThat(write(new Bag())).isEqualTo("[\"a\",\"b\"]");
        assertThat(write(lambda)).isEqualTo("[\"a\",\"b\"]");
        assertThat(write(endless)).startsWith("[0,1,").endsWith(",99,\"… (more)\"]");
    }

    @Test
    @SuppressWarnings("StreamToIterable") // Applications create such objects.
    void consumesNothing() {
        Stream<String> stream = Stream.of("a", "b");
        Iterator<String> iterator = List.of("a", "b").iterator();
        Stream<String> behind = Stream.of("a", "b");
        Iterable<String> once = behind::iterator;
        Iterator<String> other = List.of("a", "b").iterator();
        Iterable<String> twice = () -> other;
        Enumeration<String> enumeration = Collections.enumeration(List.of("a"));

        assertThat(write(List.of(stream, iterator, enumeration)))
                .isEqualTo("[\"(stream)\",\"(iterator)\",\"(iterator)\"]");
        assertThat(write(List.of(once, twice, new Cursor()))).contains("cursor").doesNotContain("cannot be shown");
        assertThat(stream.toList()).containsExactly("a", "b");
        assertThat(iterator.next()).isEqualTo("a");
        assertThat(once.iterator().next()).isEqualTo("a");
        assertThat(other.next()).isEqualTo("a");
        assertThat(enumeration.nextElement()).isEqualTo("a");
    }

    @Test
    void readsTheBodyOfAnAnswer() {
        assertThat(write(
                        ResponseEntity.status(201).header("Set-Cookie", "sid=1").body(Map.of("password", "x", "n", 1))))
                .contains("\"password\":\"***\"", "\"n\":1")
                .doesNotContain("sid");
        assertThat(write(OptionalLong.of(1410277790296653824L))).isEqualTo("1410277790296653824");
    }
}
