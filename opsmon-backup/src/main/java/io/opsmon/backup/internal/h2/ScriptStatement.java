package io.opsmon.backup.internal.h2;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A statement of H2's {@code SCRIPT}, recognized by its kind. {@code SCRIPT} quotes all names, writes keywords in upper
 * case and uses few kinds of statements. Any other statement is not from {@code SCRIPT}. The class runs in the cage and
 * therefore needs only the JDK.
 *
 * @param kind the kind
 * @param name the object that the statement creates, as written in the script; empty for kinds without an object
 * @param sql the statement without the comments before it
 */
record ScriptStatement(StatementType kind, String name, String sql) {

    private static final String WORD = "(?:U&)?\"[^\"]*+(?:\"\"[^\"]*+)*+\"";
    private static final String TEXT = "(?:U&)?'[^']*+(?:''[^']*+)*+'";
    private static final String NAME = WORD + "(?:\\." + WORD + ")*+";

    /**
     * A name with or without quotes. SCRIPT always quotes names, but a definition is left out for any form of its name.
     */
    private static final String ANY_NAME = "(?:" + WORD + "|\\w++)(?:\\.(?:" + WORD + "|\\w++))*+";

    private static final String COMMENTED = "(?: COMMENT " + TEXT + ")?+";

    private static final Pattern BEFORE = Pattern.compile("(?:\\s++|--[^\r\n]*+)*+");

    private static final Pattern GENERATED = Pattern.compile("GENERATED ALWAYS AS \\(");

    /**
     * The kinds of statements, with the pattern of their beginning, or of the whole statement for {@link #isFixed}
     * kinds.
     */
    enum StatementType {
        NOTHING(""),
        SETTING("SET (?:\"?\\w++\"?) [^;]*+"),
        USER("CREATE USER IF NOT EXISTS (" + NAME + ")" + COMMENTED
                + "(?: SALT '[0-9a-fA-F]*+' HASH '[0-9a-fA-F]*+'| PASSWORD '')(?: ADMIN)?+"),
        ROLE("CREATE ROLE IF NOT EXISTS (" + NAME + ")"),
        SCHEMA("CREATE SCHEMA IF NOT EXISTS (" + NAME + ") AUTHORIZATION " + NAME),
        GRANT("GRANT (?:(?:(?:SELECT|INSERT|UPDATE|DELETE|ALL|ALTER ANY SCHEMA)(?:, )?+)++|" + WORD
                + ")(?: ON (?:SCHEMA )?+" + NAME + ")?+ TO " + WORD),
        COMMENT("COMMENT ON [A-Z_ ]++" + NAME + " IS (?:NULL|" + TEXT + ")"),
        SYNONYM("CREATE SYNONYM (" + NAME + ") FOR " + NAME),
        LARGE_VALUES("DROP TABLE IF EXISTS SYSTEM_LOB_STREAM|DROP ALIAS IF EXISTS SYSTEM_COMBINE_[BC]LOB"
                + "|CREATE ALIAS IF NOT EXISTS SYSTEM_COMBINE_CLOB FOR"
                + " 'org\\.h2\\.command\\.dml\\.ScriptCommand\\.combineClob'"
                + "|CREATE ALIAS IF NOT EXISTS SYSTEM_COMBINE_BLOB FOR"
                + " 'org\\.h2\\.command\\.dml\\.ScriptCommand\\.combineBlob'"),

        TYPE("CREATE (?:DOMAIN|CONSTANT|SEQUENCE) (" + NAME + ")"),
        TABLE("CREATE (?:(?:CACHED|MEMORY|GLOBAL TEMPORARY) TABLE (" + NAME + ")" + COMMENTED
                + "\\(|CACHED LOCAL TEMPORARY TABLE IF NOT EXISTS SYSTEM_LOB_STREAM\\()"),
        ROWS("INSERT INTO (?:" + NAME + "|SYSTEM_LOB_STREAM)(?:\\((?:" + WORD + "(?:, )?+)*+\\))?+"
                + "(?: OVERRIDING SYSTEM VALUE)?+ VALUES\\s*+\\("),
        INDEX("CREATE (?:(?:UNIQUE|NULLS|ALL|NOT|DISTINCT|HASH|SPATIAL) )*+INDEX (" + NAME + ") ON " + NAME),
        CONSTRAINT("ALTER (?:TABLE|DOMAIN) (?:" + NAME + "|SYSTEM_LOB_STREAM) ADD CONSTRAINT (" + NAME
                + "|SYSTEM_LOB_STREAM_PRIMARY_KEY)"),
        VIEW("CREATE FORCE VIEW (" + NAME + ")"),

        FUNCTION("CREATE (?:FORCE )?+ALIAS (?:IF NOT EXISTS )?+(" + ANY_NAME + ")"),
        TRIGGER("CREATE (?:FORCE )?+TRIGGER (?:IF NOT EXISTS )?+(" + ANY_NAME + ")"),
        AGGREGATE("CREATE (?:FORCE )?+AGGREGATE (?:IF NOT EXISTS )?+(" + ANY_NAME + ")"),
        LINKED_TABLE("CREATE (?:FORCE )?+(?:(?:GLOBAL|LOCAL) )?+(?:TEMPORARY )?+LINKED TABLE (?:IF NOT EXISTS )?+("
                + ANY_NAME + ")"),
        MATERIALIZED_VIEW("CREATE (?:FORCE )?+MATERIALIZED VIEW (" + NAME + ")");

        private final Pattern pattern;

        StatementType(String regex) {
            pattern = Pattern.compile(regex);
        }

        /**
         * Checks whether the pattern covers the whole statement, which then has names, texts and keywords, but no
         * expression.
         */
        boolean isFixed() {
            return compareTo(LARGE_VALUES) <= 0;
        }

        /** Checks whether the definition runs code, reaches other databases, or cannot be read back from a script. */
        boolean isLeftOut() {
            return compareTo(FUNCTION) >= 0;
        }

        /** Returns the kind as text for operators. */
        String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /**
     * Recognizes a statement.
     *
     * @param written the statement, possibly with comments before it
     * @return the statement; empty if scripts do not contain such a statement
     */
    static Optional<ScriptStatement> of(String written) {
        Matcher before = BEFORE.matcher(written);
        String sql = before.lookingAt() ? written.substring(before.end()).stripTrailing() : written;
        return Arrays.stream(StatementType.values())
                .map(kind -> match(kind, sql))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<ScriptStatement> match(StatementType kind, String sql) {
        Matcher matcher = kind.pattern.matcher(sql);
        boolean matches = kind.isFixed() ? matcher.matches() : matcher.lookingAt();
        if (!matches) {
            return Optional.empty();
        }
        String name = matcher.groupCount() == 0 || matcher.group(1) == null ? "" : matcher.group(1);
        return Optional.of(new ScriptStatement(kind, name, sql));
    }

    /**
     * Returns the keywords at the beginning of a statement, without names and data.
     *
     * @param written the statement
     * @return at most four words
     */
    static String beginning(String written) {
        Matcher before = BEFORE.matcher(written);
        String sql = before.lookingAt() ? written.substring(before.end()) : written;
        Matcher words =
                Pattern.compile("[A-Za-z_]{1,30}+(?: [A-Za-z_]{1,30}+){0,3}+").matcher(sql);
        return words.lookingAt() ? words.group() : "...";
    }

    /**
     * Checks whether the statement names an object.
     *
     * @param object the object, as written in scripts
     * @return true if the statement contains the name
     */
    boolean mentions(String object) {
        return sql.contains(object);
    }

    /**
     * Checks whether a generated column of the table uses an object.
     *
     * @param object the object, as written in scripts
     * @return true if an expression contains the name
     */
    boolean generatesWith(String object) {
        Matcher generated = GENERATED.matcher(sql);
        while (generated.find()) {
            if (expression(generated.end()).contains(object)) {
                return true;
            }
        }
        return false;
    }

    private String expression(int begin) {
        int depth = 1;
        int end = begin;
        char quote = 0;
        while (end < sql.length() && depth > 0) {
            char each = sql.charAt(end);
            if (quote != 0) {
                quote = each == quote ? 0 : quote;
            } else if (each == '"' || each == '\'') {
                quote = each;
            } else if (each == '(') {
                depth++;
            } else if (each == ')') {
                depth--;
            }
            end++;
        }
        return sql.substring(begin, end);
    }
}
