package io.opsmon.operationlog.internal.payload;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.opsmon.masking.Masking;
import io.opsmon.operationlog.Sensitive;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PayloadWriterTest {

    private final PayloadWriter writer = writer(PayloadSettings.defaults());

    private static PayloadWriter writer(PayloadSettings settings, PayloadReplacer... replacers) {
        return new PayloadWriter(settings, new Masking(Masking.DEFAULT_KEYS), List.of(replacers));
    }

    private static JsonNode parsed(String json) {
        return JsonMapper.shared().readTree(json);
    }

    private JsonNode write(@Nullable Object value) {
        return parsed(writer.write(value, PathFilter.ALL));
    }

    record Money(BigDecimal amount, String currency) {}

    record Order(long id, List<Money> prices, Map<String, Object> notes, Optional<String> comment, Instant at) {}

    public static class Account {
        private final String name = "Ada";
        private final String loginPassword = "hunter2";

        @Sensitive
        private final String nickname = "ace";

        public String getName() {
            return name;
        }

        public String getLoginPassword() {
            return loginPassword;
        }

        public String getNickname() {
            return nickname;
        }

        @JsonIgnore
        public String getHidden() {
            return "hidden";
        }

        @JsonProperty(access = JsonProperty.Access.WRITE_ONLY)
        public String getWriteOnly() {
            return "write-only";
        }

        public String getBroken() {
            throw new IllegalStateException("no");
        }

        public boolean isActive() {
            return true;
        }
    }

    public static class Node {
        public @Nullable Node next;
        public String name = "node";
    }

    @Test
    void writesRecordsBeansMapsAndCollections() {
        Order order = new Order(
                7,
                List.of(new Money(new BigDecimal("3.20"), "EUR")),
                Map.of("gift", true),
                Optional.of("soon"),
                Instant.EPOCH);

        assertThat(writer.write(order, PathFilter.ALL))
                .isEqualTo(
                        "{\"id\":7,\"prices\":[{\"amount\":3.20,\"currency\":\"EUR\"}],\"notes\":{\"gift\":true},\"comment\":\"soon\",\"at\":\"1970-01-01T00:00:00Z\"}");
    }

    @Test
    void hidesSecretsAndWhatJacksonHides() {
        JsonNode json = write(new Account());

        assertThat(json.get("name").asString()).isEqualTo("Ada");
        assertThat(json.get("loginPassword").asString()).isEqualTo("***");
        assertThat(json.get("nickname").asString()).isEqualTo("***");
        assertThat(json.get("active").asBoolean()).isTrue();
        assertThat(json.has("hidden")).isFalse();
        assertThat(json.has("writeOnly")).isFalse();
        assertThat(json.get("broken").asString()).isEqualTo("(threw IllegalStateException)");
        assertThat(write(Map.of("api_key", "k", "Authorization", "Bearer x", "note", "n"))
                        .toString())
                .contains("\"api_key\":\"***\"", "\"Authorization\":\"***\"", "\"note\":\"n\"");
    }

    @Test
    void hidesSensitiveArguments() {
        String json = writer.writeArguments(
                List.of(
                        new PayloadWriter.Parameter("user", false),
                        new PayloadWriter.Parameter("pin", true),
                        new PayloadWriter.Parameter("nothing", true)),
                new @Nullable Object[] {"ada", "1234", null},
                PathFilter.ALL);

        assertThat(json).isEqualTo("{\"user\":\"ada\",\"pin\":\"***\",\"nothing\":null}");
    }

    @Test
    void cutsCycles() {
        Node a = new Node();
        Node b = new Node();
        a.next = b;
        b.next = a;
        List<Object> self = new ArrayList<>();
        self.add(self);

        assertThat(writer.write(a, PathFilter.ALL))
                .isEqualTo("{\"next\":{\"next\":\"(cycle)\",\"name\":\"node\"},\"name\":\"node\"}");
        assertThat(writer.write(self, PathFilter.ALL)).isEqualTo("[\"(cycle)\"]");
    }

    @Test
    void stopsAtItsDepth() {
        Node deep = new Node();
        for (int i = 0; i < 100_000; i++) {
            Node outer = new Node();
            outer.next = deep;
            deep = outer;
        }

        assertThat(write(deep).toString()).contains("deeper than 8 levels");
    }

    @Test
    void staysWithinItsSizeAndValid() {
        Map<String, Object> large = new LinkedHashMap<>();
        for (int i = 0; i < 10_000; i++) {
            large.put("key" + i, List.of("x".repeat(500), Map.of("y", "\"".repeat(300))));
        }
        String tenMegabytes = "x".repeat(10 * 1024 * 1024);
        for (Object value : List.of(large, tenMegabytes, List.of(tenMegabytes, tenMegabytes), new int[1_000_000])) {
            String json = writer.write(value, PathFilter.ALL);
            assertThat(json.length()).isLessThan(20_000);
            assertThat(parsed(json)).isNotNull();
            assertThat(json).contains("…");
        }
        assertThat(parsed(writer.writeArguments(
                        List.of(new PayloadWriter.Parameter("a", false), new PayloadWriter.Parameter("b", false)),
                        new Object[] {large, large},
                        PathFilter.ALL)))
                .isNotNull();
    }

    @Test
    void namesStreamsAndFilesAndReadsNone() {
        ByteArrayInputStream stream = new ByteArrayInputStream(new byte[] {1, 2, 3});

        JsonNode json = write(Arrays.asList(
                stream, new File("/etc/hosts"), new byte[5], new ByteArrayResource(new byte[1], "report"), null));

        assertThat(stream.available()).isEqualTo(3);
        assertThat(json.toString())
                .isEqualTo(
                        "[\"(ByteArrayInputStream)\",\"/etc/hosts\",\"(5 bytes)\",\"(resource Byte array resource [report])\",null]");
    }

    @Test
    void writesOddTextAsValidJson() {
        String odd = "nul \u0000 tab \t quote \" high \uD83D alone, low \uDE42 alone, pair \uD83D\uDE42, line \u2028";

        String json = writer.write(odd, PathFilter.ALL);

        assertThat(json).doesNotContain("\u0000");
        assertThat(parsed(json).asString()).startsWith("nul \u0000 tab \t quote \"");
    }

    @Test
    void writesOddNumbersAsValidJson() {
        JsonNode json = write(Arrays.asList(
                Double.NaN,
                Float.POSITIVE_INFINITY,
                1e300,
                Long.MIN_VALUE,
                BigInteger.TEN.pow(100_000),
                new BigDecimal("1E+1000"),
                new java.util.concurrent.atomic.AtomicLong(5)));

        assertThat(json.get(0).asString()).isEqualTo("NaN");
        assertThat(json.get(4).asString()).startsWith("(number of ");
        assertThat(json.get(3).asLong()).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void survivesObjectsThatMisbehave() {
        Object throwsAtToString = new Object() {
            @Override
            public String toString() {
                throw new IllegalStateException("no");
            }
        };
        List<Object> throwsWhenIterated = new ArrayList<>() {
            @Override
            public java.util.Iterator<Object> iterator() {
                throw new java.util.ConcurrentModificationException();
            }
        };
        throwsWhenIterated.add(1);
        Map<Object, Object> oddKeys = new HashMap<>();
        oddKeys.put(null, 1);
        oddKeys.put(List.of(1), 2);

        assertThat(write(List.of("before", throwsAtToString, throwsWhenIterated, oddKeys, "after"))
                        .toString())
                .contains(
                        "\"before\"",
                        "cannot be shown: IllegalStateException",
                        "ConcurrentModification",
                        "\"null\":1",
                        "\"after\"");
    }

    @Test
    void shortensNothingThatFits() {
        PayloadWriter small = writer(new PayloadSettings(DataSize.ofKilobytes(1), 4, 3, 16));

        assertThat(small.write(List.of(1, 2, 3), PathFilter.ALL)).isEqualTo("[1,2,3]");
        assertThat(small.write(List.of(1, 2, 3, 4, 5), PathFilter.ALL)).isEqualTo("[1,2,3,\"… (2 more)\"]");
        assertThat(small.write("1234567890123456", PathFilter.ALL)).isEqualTo("\"1234567890123456\"");
        assertThat(small.write("123456789012345\uD83D\uDE42", PathFilter.ALL))
                .isEqualTo("\"123456789012345… (2 more characters)\"");
        Map<String, Integer> four = new LinkedHashMap<>();
        for (String key : List.of("a", "b", "c", "d")) {
            four.put(key, 1);
        }
        assertThat(small.write(four, PathFilter.ALL)).isEqualTo("{\"a\":1,\"b\":1,\"c\":1,\"…\":\"cut\"}");
    }

    @Test
    void writesOnlyWhatPathsInclude() {
        Map<String, Object> order = Map.of(
                "id", 1, "lines", List.of(Map.of("sku", "A", "price", 3), Map.of("sku", "B", "price", 4)), "note", "n");

        assertThat(parsed(writer.write(order, PathFilter.of(new String[] {"id", "lines.price"}, new String[0]))))
                .isEqualTo(parsed("{\"id\":1,\"lines\":[{\"price\":3},{\"price\":4}]}"));
        assertThat(parsed(writer.write(order, PathFilter.of(new String[0], new String[] {"note", "lines.price"}))))
                .isEqualTo(parsed("{\"id\":1,\"lines\":[{\"sku\":\"A\"},{\"sku\":\"B\"}]}"));
        assertThat(parsed(writer.write(order, PathFilter.of(new String[] {"lines"}, new String[] {"lines.price"}))))
                .isEqualTo(parsed("{\"lines\":[{\"sku\":\"A\"},{\"sku\":\"B\"}]}"));
    }

    @Test
    void asksReplacersFirst() {
        PayloadWriter withReplacer = writer(PayloadSettings.defaults(), value -> {
            if (value instanceof Money money) {
                return money.amount() + " " + money.currency();
            }
            return value instanceof Thread ? PayloadReplacer.OMIT : null;
        });

        assertThat(withReplacer.writeArguments(
                        List.of(
                                new PayloadWriter.Parameter("thread", false),
                                new PayloadWriter.Parameter("price", false)),
                        new Object[] {Thread.currentThread(), new Money(BigDecimal.ONE, "EUR")},
                        PathFilter.ALL))
                .isEqualTo("{\"price\":\"1 EUR\"}");
    }

    @Test
    void alwaysWritesValidJson() {
        Random random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            PayloadSettings settings = new PayloadSettings(
                    DataSize.ofBytes(256 + random.nextInt(500)), 1 + random.nextInt(5), 1 + random.nextInt(5), 16);
            String json = writer(settings).write(anything(random, 6), PathFilter.ALL);
            assertThat(parsed(json)).as(json).isNotNull();
        }
    }

    private static @Nullable Object anything(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 8 : 5)) {
            case 0 -> null;
            case 1 -> random.nextGaussian();
            case 2 -> {
                char[] text = new char[random.nextInt(60)];
                for (int i = 0; i < text.length; i++) {
                    text[i] = (char) random.nextInt(0x10000);
                }
                yield new String(text);
            }
            case 3 -> random.nextBoolean();
            case 4 -> new Account();
            case 5 -> {
                List<Object> list = new ArrayList<>();
                for (int i = random.nextInt(8); i > 0; i--) {
                    list.add(anything(random, depth - 1));
                }
                yield list;
            }
            case 6 -> {
                Map<Object, @Nullable Object> map = new HashMap<>();
                for (int i = random.nextInt(8); i > 0; i--) {
                    map.put(random.nextInt(3) == 0 ? "password" : "\"" + random.nextInt(), anything(random, depth - 1));
                }
                yield map;
            }
            default -> {
                Node node = new Node();
                node.next = random.nextBoolean() ? node : null;
                yield node;
            }
        };
    }
}
