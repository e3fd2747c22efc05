package io.opsmon.backup.internal.postgres;

import io.opsmon.backup.RestoreScope;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The table of contents of a dump, as {@code pg_restore --list} prints it: {@code 215; 1259 16385 TABLE public orders
 * owner}. Names are not quoted and may contain spaces. The schemas in the same table of contents determine the
 * beginning of each name.
 */
final class ArchiveContents {

    private static final Pattern SCHEMA = Pattern.compile("\\d+; \\d+ \\d+ SCHEMA - (.+) [^ ]*");

    /** The kinds of entries that belong to a table, and the kinds that describe an entry of another kind. */
    private static final Pattern ENTRY =
            Pattern.compile("\\d+; \\d+ \\d+ (?:TABLE DATA|TABLE ATTACH|TABLE|SEQUENCE OWNED BY|SEQUENCE SET|SEQUENCE"
                    + "|DEFAULT|FK CONSTRAINT|CHECK CONSTRAINT|CONSTRAINT|INDEX ATTACH|INDEX|TRIGGER|RULE|POLICY"
                    + "|ROW SECURITY|STATISTICS DATA|STATISTICS|VIEW|(COMMENT|ACL|SECURITY LABEL)) (.*)");

    private static final Pattern KIND_OF_OTHER =
            Pattern.compile("(?:TABLE|COLUMN|SEQUENCE|CONSTRAINT|INDEX|TRIGGER|RULE|POLICY|STATISTICS|VIEW) ");

    private static final Pattern FIRST = Pattern.compile("\\d+; \\d+ \\d+ (?:SCHEMA|EXTENSION) .*");

    /** The kinds of entries whose failure does not fail the restore. */
    private static final Pattern OPTIONAL =
            Pattern.compile("\\d+; \\d+ \\d+ (?:ACL|DEFAULT ACL|COMMENT|SECURITY LABEL|MATERIALIZED VIEW DATA|POLICY"
                    + "|PUBLICATION|PUBLICATION TABLE|PUBLICATION TABLES IN SCHEMA|SUBSCRIPTION|SUBSCRIPTION TABLE"
                    + "|EVENT TRIGGER|STATISTICS DATA) .*");

    private final List<String> lines;
    private final List<String> schemas;

    private ArchiveContents(List<String> lines, List<String> schemas) {
        this.lines = lines;
        this.schemas = schemas;
    }

    static ArchiveContents of(String contents) {
        List<String> lines = contents.lines().toList();
        List<String> schemas = Stream.concat(
                        Stream.of("public"),
                        lines.stream()
                                .map(SCHEMA::matcher)
                                .filter(Matcher::matches)
                                .map(schema -> schema.group(1)))
                .sorted(Comparator.comparing(String::length).reversed())
                .toList();
        return new ArchiveContents(lines, schemas);
    }

    /** Returns the contents without opsmon's own tables and their dependent entries, for {@code --use-list}. */
    String withoutOwn() {
        return selected(line -> !isOwn(line));
    }

    /** Returns all entries. */
    String all() {
        return selected(line -> true);
    }

    /** Returns the schemas and extensions. */
    String first() {
        return selected(line -> FIRST.matcher(line).matches());
    }

    /** Returns the entries without the first and the optional ones. */
    String required() {
        return selected(line ->
                !FIRST.matcher(line).matches() && !OPTIONAL.matcher(line).matches());
    }

    /** Returns the entries whose failure does not fail the restore. */
    String optional() {
        return selected(line -> OPTIONAL.matcher(line).matches());
    }

    private String selected(Predicate<String> condition) {
        return lines.stream().filter(condition).collect(Collectors.joining("\n", "", "\n"));
    }

    private boolean isOwn(String line) {
        Matcher entry = ENTRY.matcher(line);
        if (!entry.matches()) {
            return false;
        }
        String qualified = entry.group(2);
        for (String schema : schemas) {
            if (qualified.startsWith(schema + " ")) {
                String name = qualified.substring(schema.length() + 1);
                Matcher other = KIND_OF_OTHER.matcher(name);
                boolean isAboutOther = entry.group(1) != null && other.lookingAt();
                return name.startsWith(RestoreScope.OWN_TABLES, isAboutOther ? other.end() : 0);
            }
        }
        return false;
    }
}
