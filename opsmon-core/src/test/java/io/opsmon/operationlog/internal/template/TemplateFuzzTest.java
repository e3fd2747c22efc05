package io.opsmon.operationlog.internal.template;

import static org.assertj.core.api.Assertions.assertThat;

import io.opsmon.fuzz.FuzzContract;
import io.opsmon.operationlog.TemplateFunction;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A template is parsed, or rejected with a {@link TemplateException}. Rendering never throws, and user input is never
 * evaluated. The first line of a fuzz input is the user input, the rest is the template.
 */
class TemplateFuzzTest extends FuzzContract {

    /** A type used by templates. */
    public record Order(long id, @Nullable String note, List<String> tags) {}

    /** A bean with functions. */
    public static class Functions {

        /** Counts characters. */
        @TemplateFunction
        public int length(@Nullable String text) {
            return text == null ? 0 : text.length();
        }

        /** Evaluated before the call. */
        @TemplateFunction(before = true)
        public String nameOf(Object id) {
            return "order " + id;
        }
    }

    private final TemplateParser parser;

    TemplateFuzzTest() {
        TemplateFunctions functions = new TemplateFunctions();
        functions.addFrom(new Functions());
        this.parser = new TemplateParser(functions, TemplateFuzzTest.class.getClassLoader());
    }

    @Override
    protected void read(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        int end = text.indexOf('\n');
        String written = end < 0 ? text : text.substring(0, end);
        String source = end < 0 ? text : text.substring(end + 1);
        Map<String, Object> values =
                Map.of("order", new Order(7, written, List.of(written, "b")), "text", written, "id", 42L, "count", 3);
        TemplateVariables variables = values::get;
        // A literal, and a value that looks like a template.
        assertThat(parser.literal(source).render(variables, null)).isEqualTo(source);
        assertThat(parser.parse("<#{#text}|#{#order.note}|#{#order.tags[0]}>").render(variables, null))
                .isEqualTo("<" + written + "|" + written + "|" + written + ">");
        // String methods that repeat or match may take any time, which is the responsibility of the host's template.
        if (Stream.of("repeat", "matches", "replace", "split", "wait", "indent").noneMatch(source::contains)) {
            render(source, variables);
        }
    }

    private void render(String source, TemplateVariables variables) {
        try {
            Template template = parser.parse(source);
            @Nullable Object[] before = template.evaluateBefore(variables);
            assertThat(template.render(variables, before)).isNotNull();
            template.renderOrNull(variables, before);
            if (!source.contains("#{")) {
                assertThat(template.render(variables, before)).isEqualTo(source);
            }
        } catch (TemplateException refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
        try {
            parser.parseCondition(source).holds(variables);
        } catch (TemplateException refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
        try {
            parser.parseValue(source).evaluate(variables);
        } catch (TemplateException refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }

    @Override
    protected Stream<byte[]> seeds() {
        List<String> written = List.of("a note", "#{T(java.lang.Runtime)}", "${x}", "}", "#{", "'", "");
        List<String> templates = List.of(
                "paid #{#order.id} with #{#order.note ?: 'nothing'}",
                "#{#length(#text)} of #{#nameOf(#id)}",
                "#{#order.tags.![#this + '!']} #{#order.tags.?[length() > 1]}",
                "#{#count * 2 + #id ^ 2 % 7 > 1 and !false ? {1, 2} : {a: 'b'}}",
                "#{T(java.lang.Runtime).getRuntime()}",
                "#{new java.lang.String('x')}",
                "#{#text.getClass().forName('x')}",
                "#{@bean.call()} #{#order.id = 5}",
                "#{'it''s'} #{\"}\"} #{#missing?.name}",
                "#{",
                "}",
                "#count between {1, 5}",
                "#unknown(1)",
                "#{-2147483648 / 0} #{1e308f} #{0xFFFFFFFFFL}",
                "#{" + "(".repeat(50) + "1" + ")".repeat(50) + "}");
        return templates.stream()
                .flatMap(template -> written.stream().map(text -> text + "\n" + template))
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }
}
