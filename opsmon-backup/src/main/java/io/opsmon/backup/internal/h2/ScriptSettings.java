package io.opsmon.backup.internal.h2;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The settings of the database that affect the meaning of a script and that {@code SCRIPT} omits. A dump begins with
 * the settings, in a comment. Runs in the cage, too, and therefore needs only the JDK and H2.
 *
 * @param values the values by name; empty for dumps without the comment
 */
record ScriptSettings(Map<String, String> values) {

    private static final String MODE = "MODE";
    private static final String LOWER = "DATABASE_TO_LOWER";
    private static final String IGNORING_CASE = "CASE_INSENSITIVE_IDENTIFIERS";
    private static final String COLLATION = "COLLATION";
    private static final String TIME_ZONE = "TIME ZONE";
    private static final String OFF = "OFF";

    /** The settings of a URL that affect the parsing of a script. */
    static final List<String> OF_URL = List.of(
            MODE,
            LOWER,
            IGNORING_CASE,
            "DATABASE_TO_UPPER",
            "NON_KEYWORDS",
            "OLD_INFORMATION_SCHEMA",
            "ZERO_BASED_ENUMS",
            "VARIABLE_BINARY",
            "TRUNCATE_LARGE_LENGTH",
            "DEFAULT_NULL_ORDERING");

    private static final String BEGINNING = "-- opsmon: settings ";

    private static final Pattern WRITTEN =
            Pattern.compile("(?s)\\s*+" + Pattern.quote(BEGINNING) + "([\\w =;/+:.-]*+)(?:\n.*+)?+");

    private static final Pattern VALUE = Pattern.compile("[\\w /+:.,-]++");

    /** Reads the settings of a database. */
    static ScriptSettings of(Statement statement) throws SQLException {
        Map<String, String> values = new TreeMap<>(Map.of(COLLATION, OFF));
        // The columns have other names in the old information schema.
        try (ResultSet rows = statement.executeQuery("SELECT * FROM INFORMATION_SCHEMA.SETTINGS")) {
            while (rows.next()) {
                String name = rows.getString(1).toUpperCase(Locale.ROOT);
                String value = rows.getString(2);
                if (value != null
                        && VALUE.matcher(value).matches()
                        && (OF_URL.contains(name) || name.equals(COLLATION) || name.equals(TIME_ZONE))) {
                    values.put(name, value);
                }
            }
        }
        return new ScriptSettings(values);
    }

    /** Reads the settings before the first statement of a script. */
    static ScriptSettings in(String firstStatement) {
        Map<String, String> values = new TreeMap<>();
        Matcher written = WRITTEN.matcher(firstStatement);
        if (written.matches()) {
            for (String setting : written.group(1).split(";")) {
                int equals = setting.indexOf('=');
                if (equals > 0) {
                    values.put(setting.substring(0, equals), setting.substring(equals + 1));
                }
            }
        }
        return new ScriptSettings(values);
    }

    /** Returns the line before a script. */
    String written() {
        return BEGINNING
                + List.of(MODE, LOWER, IGNORING_CASE, COLLATION, TIME_ZONE).stream()
                        .filter(values::containsKey)
                        .map(name -> name + "=" + values.get(name))
                        .collect(Collectors.joining(";"))
                + "\n";
    }

    /**
     * Returns the settings of these that another database must have for a restore, and has not.
     *
     * @param target the settings of the other database
     * @param keepsTables whether the other database keeps tables, so that its collation cannot be changed
     */
    List<String> missingIn(ScriptSettings target, boolean keepsTables) {
        List<String> missing = new ArrayList<>();
        for (String name : List.of(MODE, LOWER, IGNORING_CASE, COLLATION)) {
            boolean isRequired = !name.equals(COLLATION) || keepsTables;
            if (isRequired && values.containsKey(name) && !value(name).equals(target.value(name))) {
                missing.add(name + "=" + values.get(name));
            }
        }
        return missing;
    }

    private String value(String name) {
        return values.getOrDefault(name, "").toUpperCase(Locale.ROOT);
    }

    /** Returns the statements for a session that restores a script. */
    List<String> ofSession() {
        return values.containsKey(TIME_ZONE) ? List.of("SET TIME ZONE '" + values.get(TIME_ZONE) + "'") : List.of();
    }

    /** Returns the statements for an empty database with these settings, before a script of other settings. */
    List<String> toEmpty(ScriptSettings script) {
        return OFF.equals(script.values.get(COLLATION)) && !OFF.equals(values.get(COLLATION))
                // Quoted, because H2 does not recognize the word in lower case.
                ? List.of("SET COLLATION \"OFF\"")
                : List.of();
    }

    /** Returns the mode as a statement, for a database that nothing else uses. */
    List<String> ofScratch() {
        List<String> statements = new ArrayList<>();
        if (values.containsKey(MODE)) {
            statements.add("SET MODE " + values.get(MODE).replaceAll("\\W", ""));
        }
        return statements;
    }
}
