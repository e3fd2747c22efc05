package io.opsmon.operationlog.internal.template;

import io.opsmon.operationlog.internal.template.Template.Part;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.expression.Expression;
import org.springframework.expression.common.CompositeStringExpression;
import org.springframework.expression.common.LiteralExpression;
import org.springframework.expression.common.TemplateParserContext;
import org.springframework.expression.spel.SpelCompilerMode;
import org.springframework.expression.spel.SpelNode;
import org.springframework.expression.spel.SpelParserConfiguration;
import org.springframework.expression.spel.ast.FunctionReference;
import org.springframework.expression.spel.ast.PropertyOrFieldReference;
import org.springframework.expression.spel.ast.VariableReference;
import org.springframework.expression.spel.standard.SpelExpression;
import org.springframework.expression.spel.standard.SpelExpressionParser;

/**
 * Parses templates and conditions of annotations. The source is always source code, never user input. Frequently used
 * expressions are compiled to bytecode if possible ({@link SpelCompilerMode#MIXED}). Thread-safe.
 *
 * @since 0.1
 */
public final class TemplateParser {

    private static final TemplateParserContext DELIMITERS = new TemplateParserContext("#{", "}");
    private static final Pattern FUNCTION_NAME = Pattern.compile("#([\\w$]+)\\(.*", Pattern.DOTALL);

    private final SpelExpressionParser parser;
    private final TemplateFunctions functions;

    /**
     * Creates a parser.
     *
     * @param functions the functions that templates may call
     * @param classLoader the class loader of the host's classes, for compiled expressions
     */
    public TemplateParser(TemplateFunctions functions, @Nullable ClassLoader classLoader) {
        this.functions = functions;
        this.parser = new SpelExpressionParser(new SpelParserConfiguration(SpelCompilerMode.MIXED, classLoader));
    }

    /**
     * Parses a template.
     *
     * @param source the template
     * @return the parsed template
     * @throws TemplateException if the syntax is wrong or a function is unknown
     */
    public Template parse(String source) {
        List<Part> parts = new ArrayList<>();
        int slots = 0;
        for (Expression expression : split(source)) {
            if (expression instanceof LiteralExpression literal) {
                parts.add(Part.literal(literal.getValue()));
            } else {
                boolean before = looksBefore(source, expression);
                parts.add(new Part("#{" + expression.getExpressionString() + "}", expression, before ? slots++ : -1));
            }
        }
        return new Template(source, parts.isEmpty() ? List.of(Part.literal("")) : parts, slots, functions);
    }

    /**
     * Creates a template of literal text, without parsing.
     *
     * @param text the text
     * @return a template that renders the text
     */
    public Template literal(String text) {
        return new Template(text, List.of(Part.literal(text)), 0, functions);
    }

    /**
     * Parses a condition.
     *
     * @param source an expression without braces
     * @return the parsed condition
     * @throws TemplateException if the syntax is wrong or a function is unknown
     */
    public Condition parseCondition(String source) {
        Expression expression = parsed("condition", source, () -> parser.parseExpression(source));
        if (looksBefore(source, expression)) {
            throw new TemplateException("The condition \"" + source
                    + "\" calls a function with before = true, but conditions are evaluated after the method");
        }
        return new Condition(expression, functions);
    }

    /**
     * Parses an expression that returns an object.
     *
     * @param source an expression without braces
     * @return the parsed expression
     * @throws TemplateException if the syntax is wrong or a function is unknown
     */
    public ValueExpression parseValue(String source) {
        Expression expression = parsed("expression", source, () -> parser.parseExpression(source));
        looksBefore(source, expression);
        Set<String> variables = new HashSet<>();
        Set<String> properties = new HashSet<>();
        if (expression instanceof SpelExpression spel) {
            collectNames(spel.getAST(), variables, properties);
        }
        return new ValueExpression(expression, variables, properties, functions);
    }

    /** In a selection or projection, {@code #this} and {@code #root} are no variables. */
    private static void collectNames(SpelNode node, Set<String> variables, Set<String> properties) {
        if (node instanceof VariableReference) {
            String name = node.toStringAST().substring(1);
            if (!name.equals("this") && !name.equals("root")) {
                variables.add(name);
            }
        } else if (node instanceof PropertyOrFieldReference property) {
            properties.add(property.getName());
        }
        for (int i = 0; i < node.getChildCount(); i++) {
            collectNames(node.getChild(i), variables, properties);
        }
    }

    private Expression[] split(String source) {
        Expression parsed = parsed("template", source, () -> parser.parseExpression(source, DELIMITERS));
        return parsed instanceof CompositeStringExpression composite
                ? composite.getExpressions()
                : new Expression[] {parsed};
    }

    /**
     * Converts all failures of Spring's parser. Apart from the documented exceptions, the parser throws assertion
     * failures, and {@code StackOverflowError} for deeply nested brackets.
     */
    private static Expression parsed(String kind, String source, Supplier<Expression> parsing) {
        try {
            return parsing.get();
        } catch (RuntimeException | StackOverflowError malformed) {
            throw new TemplateException(
                    "The " + kind + " \"" + source + "\" is malformed: " + malformed.getMessage(), malformed);
        }
    }

    private boolean looksBefore(String source, Expression expression) {
        return expression instanceof SpelExpression spel && looksBefore(source, spel.getAST());
    }

    private boolean looksBefore(String source, SpelNode node) {
        boolean before = false;
        if (node instanceof FunctionReference) {
            Matcher name = FUNCTION_NAME.matcher(node.toStringAST());
            if (name.matches() && !name.group(1).equals(TemplateFunctions.DIFF)) {
                TemplateFunctions.@Nullable Function function = functions.find(name.group(1));
                if (function == null) {
                    throw new TemplateException("\"" + source + "\" calls #" + name.group(1)
                            + "(), but no bean has a @TemplateFunction with this name");
                }
                before = function.before();
            }
        }
        for (int i = 0; i < node.getChildCount(); i++) {
            before |= looksBefore(source, node.getChild(i));
        }
        return before;
    }
}
