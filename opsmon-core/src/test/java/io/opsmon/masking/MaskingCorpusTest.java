package io.opsmon.masking;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Corpus of realistic log lines. In {@code secret-texts.txt}, ⟦ and ⟧ enclose the secrets; ⏎ is the end of a line. */
class MaskingCorpusTest {

    private static final Pattern SECRET = Pattern.compile("⟦([^⟧]*)⟧?");

    private final Masking masking = new Masking(Masking.DEFAULT_KEYS);

    static List<String> secretTexts() throws IOException {
        return lines("secret-texts.txt");
    }

    static List<String> harmlessTexts() throws IOException {
        return lines("harmless-texts.txt");
    }

    private static List<String> lines(String file) throws IOException {
        try (InputStream in = Objects.requireNonNull(MaskingCorpusTest.class.getResourceAsStream(file))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .map(line -> line.replace('⏎', '\n'))
                    .toList();
        }
    }

    @Test
    void isBroad() throws IOException {
        assertThat(secretTexts()).hasSizeGreaterThanOrEqualTo(300).doesNotHaveDuplicates();
        assertThat(harmlessTexts()).hasSizeGreaterThanOrEqualTo(300).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("secretTexts")
    void hidesSecrets(String marked) {
        List<String> secrets = new ArrayList<>();
        Matcher matcher = SECRET.matcher(marked);
        while (matcher.find()) {
            secrets.add(matcher.group(1));
        }
        String text = marked.replace("⟦", "").replace("⟧", "");

        assertThat(secrets).isNotEmpty();
        String masked = masking.maskText(text);
        assertThat(masked).contains(Masking.MASK);
        // The text outside of the secrets may be equal to a secret.
        String rest = SECRET.matcher(marked).replaceAll("⟦⟧");
        assertThat(secrets).allSatisfy(secret -> {
            if (!rest.contains(secret)) {
                assertThat(masked).doesNotContain(secret);
            }
        });
    }

    @ParameterizedTest
    @MethodSource("harmlessTexts")
    void leavesOtherTexts(String text) {
        assertThat(masking.maskText(text)).isEqualTo(text);
    }

    /** A body that is copied up to a bound may end anywhere. */
    @ParameterizedTest
    @MethodSource("secretTexts")
    void hidesTheBeginningOfASecretThatIsCut(String marked) {
        int start = marked.indexOf('⟦');
        int end = marked.indexOf('⟧');
        boolean isFormRecognized = SecretShapes.end(marked, start + 1) > start + 1 || marked.contains("@");
        for (int cut = start + 5; cut < end && !isFormRecognized && isNamedBefore(marked, start); cut++) {
            String text = marked.substring(0, cut).replace("⟦", "");

            assertThat(masking.maskText(text)).doesNotEndWith(text.substring(start));
        }
    }

    /** Returns whether the words before a secret are sufficient to find the secret. */
    private static boolean isNamedBefore(String marked, int start) {
        return start > 0 && "\"=: ".indexOf(marked.charAt(start - 1)) >= 0 && marked.startsWith("{\"");
    }

    @ParameterizedTest
    @MethodSource("hostileTexts")
    void isQuickOnHostileTexts(String text) {
        assertThat(masking.maskText(text)).isNotNull();
    }

    static Stream<String> hostileTexts() {
        Stream<String> repeated = Stream.of(
                "password=",
                "password:",
                "\"",
                "'",
                "\\\"",
                "[",
                "(",
                "password=[",
                "password='",
                "<password>",
                "://a:b",
                "-----BEGIN ",
                "eyJ",
                "=",
                ":",
                "?password=a&",
                "{\"password\":{",
                "Key (password)=(",
                "values (",
                "(password) values (",
                "' for key 'password",
                "rejected value [",
                "name=password ",
                "-p",
                "secret:\n  a\n",
                "password: \\",
                "sk-",
                "Bearer ",
                "by '",
                "password '",
                "token: unexpected ");
        Random random = new Random(7);
        String alphabet = "password=:\"'\\{}[]()<>&;, \n-/?%7a密码⟦";
        Stream<String> mixed = Stream.generate(() -> {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < 20_000; i++) {
                text.append(
                        random.nextInt(12) == 0
                                ? "password="
                                : alphabet.substring(0, 1 + random.nextInt(alphabet.length()))
                                                .charAt(0)
                                        + String.valueOf(alphabet.charAt(random.nextInt(alphabet.length()))));
            }
            return text.toString();
        });
        return Stream.concat(repeated.map(part -> part.repeat(400_000 / part.length())), mixed.limit(20));
    }

    @Test
    void leavesTheSameTextIfThereIsNoSecret() {
        String text = "order 42 was paid by ada";

        assertThat(masking.maskText(text)).isSameAs(text);
    }
}
