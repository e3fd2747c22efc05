package io.opsmon.operationlog.internal.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opsmon.operationlog.TemplateFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateTest {

    public record Product(String name, int price) {

        public List<String> tags() {
            return List.of("a", "b");
        }
    }

    public static class Names {

        final List<String> asked = new ArrayList<>();

        @TemplateFunction
        public String shout(@Nullable String text) {
            return String.valueOf(text).toUpperCase(java.util.Locale.ROOT);
        }

        @TemplateFunction(value = "oldName", before = true)
        public String nameBefore(String id) {
            asked.add(id);
            return "old " + id;
        }
    }

    public static class OtherNames {
        @TemplateFunction
        public String shout() {
            return "";
        }
    }

    private final Names names = new Names();
    private final TemplateParser parser = parser();

    private TemplateParser parser() {
        TemplateFunctions functions = new TemplateFunctions();
        functions.addFrom(names);
        return new TemplateParser(functions, TemplateTest.class.getClassLoader());
    }

    private static TemplateVariables variables(Map<String, Object> values) {
        return values::get;
    }

    private String render(String template, Map<String, Object> values) {
        return parser.parse(template).render(variables(values), null);
    }

    @Test
    void rendersLiteralTextAndExpressions() {
        Map<String, Object> values = Map.of("product", new Product("Tea", 3), "n", 2, "id", "x");

        assertThat(render("plain # text } here", values)).isEqualTo("plain # text } here");
        assertThat(render("", values)).isEmpty();
        assertThat(render("#{#product.name} costs #{#product.price * #n}!", values))
                .isEqualTo("Tea costs 6!");
        assertThat(render("#{#product.tags[1]}#{#product.tags().size()}", values))
                .isEqualTo("b2");
        assertThat(render("#{#missing} and #{#missing?.name}", values)).isEqualTo("null and null");
        assertThat(render("#{#shout(#product.name)} #{'}' + '#{'}", values)).isEqualTo("TEA }#{");
    }

    @Test
    void staysRightWhenItsExpressionsAreCompiled() {
        Template template = parser.parse("#{#product.name}:#{#product.price}");
        for (int i = 0; i < 1_000; i++) {
            assertThat(template.render(variables(Map.of("product", new Product("p" + i, i))), null))
                    .isEqualTo("p" + i + ":" + i);
        }
        assertThat(template.render(variables(Map.of("product", Map.of("name", "of a map", "price", 1))), null))
                .contains("#{#product.name}");
    }

    @Test
    void showsItsSourceWhereItFails() {
        assertThat(render("was #{#product.nothing} by #{#id}", Map.of("product", new Product("Tea", 3), "id", "ada")))
                .isEqualTo("was #{#product.nothing} by ada");
        assertThat(render("#{1/0}", Map.of())).isEqualTo("#{1/0}");
        assertThat(parser.parse("#{#a.b}").renderOrNull(variables(Map.of()), null))
                .isNull();
    }

    @Test
    void asksFunctionsThatLookBeforeBefore() {
        Template template = parser.parse("#{#oldName(#id)} is now #{#shout(#id)}");

        assertThat(template.looksBefore()).isTrue();
        @Nullable Object[] before = template.evaluateBefore(variables(Map.of("id", "x")));
        assertThat(names.asked).containsExactly("x");
        assertThat(template.render(variables(Map.of("id", "y")), before)).isEqualTo("old x is now Y");
        assertThat(names.asked).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "#{T(java.lang.Runtime).getRuntime()}",
                "#{new java.lang.String('x')}",
                "#{@bean.method()}",
                "#{#product.name = 'other'}",
                "#{#product.class.forName('java.lang.Runtime')}",
                "#{''.class.classLoader}"
            })
    void reachesNoTypesConstructorsBeansOrClasses(String hostile) {
        assertThat(render(hostile, Map.of("product", new Product("Tea", 3)))).isEqualTo(hostile);
    }

    @ParameterizedTest
    @ValueSource(strings = {"#{#a", "#{}", "#{#a +}", "#{#unknownFunction(1)}"})
    void refusesBrokenTemplates(String broken) {
        assertThatThrownBy(() -> parser.parse(broken))
                .isInstanceOf(TemplateException.class)
                .hasMessageContaining(broken);
    }

    @Test
    void takesAConditionThatFailsForTrue() {
        assertThat(parser.parseCondition("#n > 1").holds(variables(Map.of("n", 2))))
                .isTrue();
        assertThat(parser.parseCondition("#n > 1").holds(variables(Map.of("n", 1))))
                .isFalse();
        assertThat(parser.parseCondition("#n.foo").holds(variables(Map.of("n", 1))))
                .isTrue();
        assertThat(parser.parseCondition("#missing").holds(variables(Map.of()))).isFalse();
        assertThatThrownBy(() -> parser.parseCondition("#n >")).isInstanceOf(TemplateException.class);
    }

    @Test
    void refusesTwoFunctionsOfOneName() {
        TemplateFunctions functions = new TemplateFunctions();
        functions.addFrom(names);
        assertThatThrownBy(() -> functions.addFrom(new OtherNames()))
                .isInstanceOf(TemplateException.class)
                .hasMessageContaining("shout");
    }
}
