package io.opsmon.backup.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The words, options with a value, and flags of a command line. */
final class Options {

    private final List<String> words = new ArrayList<>();
    private final Map<String, String> values = new HashMap<>();

    Options(String[] arguments, Set<String> valued, Set<String> flags) {
        for (int i = 0; i < arguments.length; i++) {
            String argument = arguments[i];
            if (flags.contains(argument)) {
                values.put(argument, "true");
            } else if (valued.contains(argument)) {
                if (i + 1 == arguments.length) {
                    throw new IllegalArgumentException(argument + " needs a value");
                }
                i++;
                values.put(argument, arguments[i]);
            } else if (argument.startsWith("--")) {
                throw new IllegalArgumentException("There is no option \"" + argument + "\"");
            } else {
                words.add(argument);
            }
        }
    }

    String word(int index, String what) {
        if (index >= words.size()) {
            throw new IllegalArgumentException("The " + what + " is missing");
        }
        return words.get(index);
    }

    @Nullable
    String value(String option) {
        return values.get(option);
    }

    String value(String option, String missing) {
        return values.getOrDefault(option, missing);
    }

    String required(String option) {
        @Nullable String value = value(option);
        if (value == null) {
            throw new IllegalArgumentException(option + " is missing");
        }
        return value;
    }

    @Nullable
    Path path(String option) {
        @Nullable String value = value(option);
        return value == null ? null : Path.of(value);
    }

    boolean has(String flag) {
        return values.containsKey(flag);
    }
}
