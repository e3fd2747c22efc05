package io.opsmon.boot.configuration;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Finds {@code opsmon.*} properties of the environment that opsmon does not know, with the most similar known name.
 * Names are compared as Spring Boot binds them: upper case, underscores and missing hyphens make no difference. Sources
 * that cannot list their names are skipped.
 */
final class UnknownProperties {

    private static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of(KnownProperties.PREFIX);

    /** System properties of opsmon's own build and tests, and of hosts that run the contract tests. */
    private static final List<ConfigurationPropertyName> OF_THE_BUILD =
            List.of(ROOT.append("test"), ROOT.append("quick"));

    private final Map<String, String> known = new TreeMap<>();

    UnknownProperties(Set<String> names) {
        names.forEach(name -> known.put(plain(name), name));
    }

    /** Returns one sentence for each unknown property. */
    static List<String> in(ConfigurableEnvironment environment, ClassLoader loader) throws IOException {
        Map<ConfigurationPropertyName, ConfigurationPropertySource> configured = new TreeMap<>();
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            if (source instanceof IterableConfigurationPropertySource names) {
                names.stream()
                        .filter(name -> ROOT.isAncestorOf(name) && !isOfTheBuild(name))
                        .forEach(name -> configured.putIfAbsent(name, source));
            }
        }
        if (configured.isEmpty()) {
            return List.of();
        }
        UnknownProperties unknown = new UnknownProperties(KnownProperties.names(loader));
        List<String> sentences = new ArrayList<>();
        configured.forEach((name, source) -> {
            boolean isVariable = source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource;
            if (!unknown.isKnown(name, isVariable)) {
                sentences.add("Unknown property \"" + name + "\"" + unknown.hint(name));
            }
        });
        return sentences;
    }

    private static boolean isOfTheBuild(ConfigurationPropertyName name) {
        return OF_THE_BUILD.stream().anyMatch(each -> each.equals(name) || each.isAncestorOf(name));
    }

    private boolean isKnown(ConfigurationPropertyName name, boolean isVariable) {
        if (isVariable) {
            // OPSMON_LOGIN_LOG_ENABLED and OPSMON_LOGINLOG_ENABLED both bind, and the key of a map may be any text in
            // between.
            String text = withoutDots(plain(name.toString()));
            return known.keySet().stream().anyMatch(each -> matchesVariable(withoutDots(each), text));
        }
        String[] elements = elements(name);
        return known.keySet().stream().anyMatch(each -> matches(each.split("\\.", -1), elements));
    }

    private static boolean matchesVariable(String pattern, String text) {
        String[] parts = pattern.split("\\*", -1);
        int from = 0;
        for (int i = 0; i < parts.length; i++) {
            int at = text.indexOf(parts[i], from);
            if (at < 0 || (i == 0 && at > 0)) {
                return false;
            }
            from = at + parts[i].length();
        }
        return from == text.length() || pattern.endsWith("*");
    }

    /** A key of a map of texts may have several elements: {@code kafka.properties.security.protocol}. */
    private static boolean matches(String[] pattern, String[] elements) {
        for (int i = 0; i < pattern.length; i++) {
            if (i >= elements.length) {
                return false;
            }
            boolean isLast = i == pattern.length - 1;
            if (pattern[i].equals("*")) {
                if (isLast) {
                    return true;
                }
            } else if (!pattern[i].equals(elements[i])) {
                return false;
            }
        }
        return pattern.length == elements.length;
    }

    private static String[] elements(ConfigurationPropertyName name) {
        String[] elements = new String[name.getNumberOfElements()];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = name.getElement(i, ConfigurationPropertyName.Form.UNIFORM);
        }
        return elements;
    }

    private String hint(ConfigurationPropertyName name) {
        String text = plain(name.toString());
        Optional<Map.Entry<String, String>> nearest =
                known.entrySet().stream().min(Comparator.comparingInt(each -> distance(each.getKey(), text)));
        return nearest.map(each -> ": did you mean \"" + each.getValue() + "\"?")
                .orElse(".");
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "").replaceAll("\\[[^]]*]", ".*");
    }

    private static String withoutDots(String name) {
        return name.replace(".", "");
    }

    /** Returns the number of insertions, deletions and replacements; a missing or additional element counts as two. */
    private static int distance(String one, String other) {
        List<String> ones = List.of(one.split("\\.", -1));
        List<String> others = List.of(other.split("\\.", -1));
        int[] previous = new int[others.size() + 1];
        for (int j = 1; j <= others.size(); j++) {
            previous[j] = previous[j - 1] + 2;
        }
        for (int i = 1; i <= ones.size(); i++) {
            int[] row = new int[others.size() + 1];
            row[0] = previous[0] + 2;
            for (int j = 1; j <= others.size(); j++) {
                int replaced = previous[j - 1] + letters(ones.get(i - 1), others.get(j - 1));
                row[j] = Math.min(replaced, Math.min(previous[j], row[j - 1]) + 2);
            }
            previous = row;
        }
        return previous[others.size()];
    }

    private static int letters(String one, String other) {
        if (one.equals("*")) {
            return 0;
        }
        int[] previous = new int[other.length() + 1];
        for (int j = 1; j <= other.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int[] row = new int[other.length() + 1];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int replaced = previous[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(previous[j], row[j - 1]) + 1);
            }
            previous = row;
        }
        return previous[other.length()];
    }

    static @Nullable String joined(List<String> sentences) {
        return sentences.isEmpty() ? null : sentences.stream().collect(Collectors.joining(" "));
    }
}
