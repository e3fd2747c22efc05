package io.opsmon.boot.log;

import io.opsmon.boot.web.ApiException;
import io.opsmon.log.ValueFilter;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An attribute in the parameter of a request: {@code name:value}.
 *
 * @param name the name
 * @param value the value, which may be empty
 */
record AttributeText(String name, String value) {

    /** A backslash in the name quotes the next character. */
    private static final Pattern TEXT = Pattern.compile("((?:[^\\\\:]|\\\\.)+):(.*)", Pattern.DOTALL);

    /** Returns the text of an attribute; any other text is an error that names the parameter. */
    static String require(String parameter, String text) {
        if (!TEXT.matcher(text).matches()) {
            throw ApiException.badRequest(
                    parameter,
                    parameter + " must be the name of an attribute, a colon and a value, not \"" + text + "\".");
        }
        return text;
    }

    private static AttributeText of(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("\"" + text + "\" is no attribute");
        }
        return new AttributeText(parts.group(1).replaceAll("\\\\(.)", "$1"), parts.group(2));
    }

    /** Returns the accepted and excluded values of each attribute. */
    static Map<String, ValueFilter> byName(ValueFilter texts) {
        Map<String, Set<String>> accepted = values(texts.accepted());
        Map<String, Set<String>> excluded = values(texts.excluded());
        Set<String> names = new HashSet<>(accepted.keySet());
        names.addAll(excluded.keySet());
        Map<String, ValueFilter> filters = new HashMap<>();
        for (String name : names) {
            filters.put(
                    name,
                    new ValueFilter(accepted.getOrDefault(name, Set.of()), excluded.getOrDefault(name, Set.of())));
        }
        return filters;
    }

    private static Map<String, Set<String>> values(Set<String> texts) {
        Map<String, Set<String>> values = new HashMap<>();
        for (String text : texts) {
            AttributeText attribute = of(text);
            values.computeIfAbsent(attribute.name, unknown -> new HashSet<>()).add(attribute.value);
        }
        return values;
    }
}
