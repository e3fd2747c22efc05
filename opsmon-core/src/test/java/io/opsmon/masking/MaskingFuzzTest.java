package io.opsmon.masking;

import static org.assertj.core.api.Assertions.assertThat;

import io.opsmon.fuzz.FuzzContract;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A secret in a well-formed document is hidden, regardless of the surrounding text. A text without a name of a secret
 * is unchanged. Any text is masked in linear time.
 *
 * <p>The first byte of an input chooses the kind of document, the second the name of the secret, the third and fourth
 * the division of the rest.
 */
class MaskingFuzzTest extends FuzzContract {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final List<String> NAMES = List.of(
            "password", "access_token", "X-API-Key", "clientSecret", "密码", "Authorization", "JSESSIONID", "cvv");
    private static final List<String> HEADERS = List.of("Authorization", "Cookie", "X-Api-Key", "X-Auth-Token");
    private static final String HEAD = "Zq7Kx9";
    private static final String TAIL = "w2Vp4R";
    private static final int KINDS = 8;
    private static final int MANY = 30_000;

    private final Masking masking = new Masking(Masking.DEFAULT_KEYS);

    @Override
    protected void read(byte[] input) {
        if (input.length < 4) {
            return;
        }
        String text = new String(input, 4, input.length - 4, StandardCharsets.UTF_8)
                .replace(HEAD, "")
                .replace(TAIL, "");
        survives(text, (input[0] & 0x80) != 0);
        staysAsItIs(text);
        int first = text.length() * Byte.toUnsignedInt(input[2]) / 256;
        int second = first + (text.length() - first) * Byte.toUnsignedInt(input[3]) / 256;
        hides(
                (input[0] & 0x7f) % KINDS,
                Byte.toUnsignedInt(input[1]),
                text.substring(0, first),
                HEAD + text.substring(first, second) + TAIL,
                text.substring(second));
    }

    private void survives(String text, boolean isLong) {
        String masked = masked(text);
        assertThat(masked.length()).isLessThanOrEqualTo(text.length() * 3);
        String query = Objects.requireNonNull(masking.maskQuery(text));
        assertThat(query.length()).isLessThanOrEqualTo(text.length() * 12);
        masking.isSensitive(text);
        if (isLong && !text.isEmpty()) {
            assertThat(masked(text.repeat(MANY / text.length()))).isNotNull();
        }
    }

    private String masked(String text) {
        return Objects.requireNonNull(masking.maskText(text));
    }

    /**
     * Asserts that a text is unchanged after its letters are replaced. No name and no form of a secret consists of the
     * remaining letters.
     */
    private void staysAsItIs(String text) {
        StringBuilder harmless = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> c > 127 && Character.isLetterOrDigit(c) ? 'ø' : Character.isLetter(c) ? 'q' : c)
                .map(c -> c == '%' || c == '$' ? '.' : c)
                .forEach(harmless::appendCodePoint);
        String plain = harmless.toString().replace("://", ":/ ");
        assertThat(masked(plain)).isEqualTo(plain);
    }

    private void hides(int kind, int name, String before, String secret, String after) {
        String document = document(kind, name, before, secret, after);
        assertThat(masked(document)).as(document).doesNotContain(HEAD).doesNotContain(TAIL);
        if (kind == 2) {
            assertThat(masking.maskQuery(document))
                    .as(document)
                    .doesNotContain(HEAD)
                    .doesNotContain(TAIL);
        }
    }

    private static String document(int kind, int number, String before, String secret, String after) {
        String name = NAMES.get(number % NAMES.size());
        String header = HEADERS.get(number % HEADERS.size());
        return switch (kind) {
            case 0 -> json(before, name, secret, after).toString();
            case 1 -> json(before, name, secret, after).toPrettyString();
            case 2 ->
                "note=" + encoded(before) + "&" + encoded(name) + "=" + encoded(secret) + "&tail=" + encoded(after);
            case 3 -> "X-Note: " + line(before) + "\r\n" + header + ": " + word(secret) + "\r\nX-Tail: " + line(after);
            case 4 ->
                "GET https://shop.example/a?note=" + encoded(before) + "&token=" + encoded(secret) + "&tail="
                        + encoded(after) + " failed";
            case 5 -> "note=" + line(before) + "\nspring.datasource.password=" + word(secret) + "\ntail=" + line(after);
            case 6 ->
                JSON.createObjectNode()
                        .put("payload", json(before, name, secret, after).toString())
                        .put("tail", after)
                        .toString();
            default ->
                JSON.createArrayNode()
                        .add(before)
                        .add(JSON.createObjectNode()
                                .set(name, JSON.createArrayNode().add(secret).add(TAIL)))
                        .add(after)
                        .toString();
        };
    }

    private static ObjectNode json(String before, String name, String secret, String after) {
        return JSON.createObjectNode().put("note", before).put(name, secret).put("tail", after);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Returns a value without quotes, separators and brackets, which may end a bare value. */
    private static String word(String text) {
        return text.replaceAll("[^\\p{L}\\p{N}._~+/!#@^*%-]", "");
    }

    private static String line(String text) {
        return text.replaceAll("[\\r\\n\\u2028\\u2029]", " ");
    }

    @Override
    protected Stream<byte[]> seeds() throws Exception {
        List<String> texts = Stream.of(MaskingCorpusTest.secretTexts(), MaskingCorpusTest.harmlessTexts())
                .flatMap(List::stream)
                .map(text -> text.replace("⟦", "").replace("⟧", ""))
                .toList();
        return IntStream.range(0, texts.size()).mapToObj(i -> seed(i, texts.get(i)));
    }

    private static byte[] seed(int number, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        byte[] seed =
                Arrays.copyOf(new byte[] {(byte) (number % KINDS), (byte) (number / KINDS), 85, 85}, 4 + bytes.length);
        System.arraycopy(bytes, 0, seed, 4, bytes.length);
        return seed;
    }
}
