package io.opsmon.backup;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The part of a database that its backups contain, as patterns for the names of tables and views.
 *
 * <p>A pattern is {@code table} or {@code schema.table}. In both names, {@code *} is any text and {@code ?} is any
 * character. Patterns ignore case. A table without schema matches in every schema. MariaDB and MySQL have no schemas. A
 * partition and a sequence of a column belong to their table. All other objects, for example types, functions and
 * schemas, are part of every backup.
 *
 * @param include the tables and views in the backup; empty for all
 * @param exclude the tables and views that the backup leaves out, although they are included
 * @param excludeData the tables in the backup whose rows are left out
 * @param schemaOnly whether the rows of all tables are left out
 * @since 0.1
 */
public record BackupPart(List<String> include, List<String> exclude, List<String> excludeData, boolean schemaOnly) {

    /** The whole database. */
    public static final BackupPart EVERYTHING = new BackupPart(List.of(), List.of(), List.of(), false);

    private static final int MAX_LENGTH = 200;

    /**
     * Copies and checks the patterns.
     *
     * @throws IllegalArgumentException if a pattern is malformed; the message begins with the name of the list, as in
     *     {@code exclude-data}
     */
    public BackupPart {
        include = checked("include", include);
        exclude = checked("exclude", exclude);
        excludeData = checked("exclude-data", excludeData);
    }

    private static List<String> checked(String list, List<String> patterns) {
        for (String pattern : patterns) {
            String problem = problem(pattern);
            if (!problem.isEmpty()) {
                throw new IllegalArgumentException(list + ": the pattern \"" + pattern + "\" " + problem
                        + ". Use table or schema.table, with * for any text and ? for any character");
            }
        }
        return List.copyOf(patterns);
    }

    private static String problem(String pattern) {
        if (pattern.isBlank()) {
            return "is empty";
        }
        if (!pattern.strip().equals(pattern)) {
            return "begins or ends with a space";
        }
        if (pattern.length() > MAX_LENGTH) {
            return "has more than " + MAX_LENGTH + " characters";
        }
        if (pattern.matches("\".*\"|`.*`|'.*'|.*[\"`]\\.[\"`].*")) {
            return "is quoted; names are written without quotes";
        }
        String[] names = pattern.split("\\.", -1);
        if (names.length > 2) {
            return "has more than one dot; a dot in a name is written as ?";
        }
        return names[0].isEmpty() || names[names.length - 1].isEmpty() ? "has no name on one side of its dot" : "";
    }

    /**
     * Checks whether backups contain the whole database.
     *
     * @return true if nothing is left out
     */
    public boolean isEverything() {
        return include.isEmpty() && exclude.isEmpty() && excludeData.isEmpty() && !schemaOnly;
    }

    /**
     * Checks whether backups contain a table or view.
     *
     * @param schema the schema; empty if the database has none
     * @param name the name
     * @return false if the table or view is left out
     */
    public boolean contains(String schema, String name) {
        return (include.isEmpty() || include.stream().anyMatch(pattern -> matches(pattern, schema, name)))
                && exclude.stream().noneMatch(pattern -> matches(pattern, schema, name));
    }

    /**
     * Checks whether backups contain the rows of a table.
     *
     * @param schema the schema; empty if the database has none
     * @param name the name
     * @return false if the table or its rows are left out
     */
    public boolean containsRows(String schema, String name) {
        return !schemaOnly
                && contains(schema, name)
                && excludeData.stream().noneMatch(pattern -> matches(pattern, schema, name));
    }

    /**
     * Matches a pattern of a part.
     *
     * @param pattern the pattern
     * @param schema the schema; empty if the database has none
     * @param name the name of a table or view
     * @return true if the pattern matches
     */
    public static boolean matches(String pattern, String schema, String name) {
        int dot = pattern.indexOf('.');
        return (dot < 0 || isLike(pattern.substring(0, dot), schema)) && isLike(pattern.substring(dot + 1), name);
    }

    private static boolean isLike(String pattern, String name) {
        String regex = pattern.codePoints()
                .mapToObj(each -> each == '*' ? ".*" : each == '?' ? "." : Pattern.quote(Character.toString(each)))
                .collect(Collectors.joining());
        return Pattern.compile(regex, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL)
                .matcher(name)
                .matches();
    }
}
