package io.opsmon.backup.internal.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Selects the part of a dump that is restored into a scratch database. Objects that act on their own or outside of the
 * database are left out: subscriptions, publications, event triggers, foreign servers. With a {@link PostgresCage},
 * objects that require a superuser and privileges, which may name any user, are left out, too. The selection only makes
 * dumps restorable. It is no protection, because an entry may contain other statements than it states. The cage is the
 * protection. Not thread-safe.
 */
final class ScratchContents {

    /** An entry in the table of contents: {@code 215; 1259 16385 TABLE public orders owner}. */
    private static final Pattern ENTRY = Pattern.compile("\\d+; \\d+ \\d+ (.*)");

    private static final String ACTING =
            "SUBSCRIPTION|SUBSCRIPTION TABLE|PUBLICATION|PUBLICATION TABLE|PUBLICATION TABLES IN SCHEMA|EVENT TRIGGER"
                    + "|FOREIGN DATA WRAPPER|SERVER|USER MAPPING|FOREIGN TABLE";

    private static final String SUPERUSERS =
            "ACCESS METHOD|OPERATOR CLASS|OPERATOR FAMILY|TEXT SEARCH PARSER|TEXT SEARCH TEMPLATE|TRANSFORM"
                    + "|PROCEDURAL LANGUAGE|SECURITY LABEL";

    private static final Pattern LEFT_OUT = entries(ACTING);
    private static final Pattern LEFT_OUT_OF_CAGE = entries(ACTING + "|" + SUPERUSERS);
    private static final Pattern PRIVILEGES = Pattern.compile("(?:DEFAULT )?ACL .*");
    private static final Pattern EXTENSION = Pattern.compile("(?:COMMENT - )?EXTENSION (?:- )?(\\S+).*");
    private static final Pattern SCRIPTED_PRIVILEGES =
            Pattern.compile("(?:GRANT|REVOKE|ALTER DEFAULT PRIVILEGES) .*", Pattern.DOTALL);
    private static final Pattern SCRIPTED_EXTENSION =
            Pattern.compile("CREATE EXTENSION IF NOT EXISTS (\"(?:[^\"]|\"\")+\"|\\w+) .*", Pattern.DOTALL);

    /**
     * Extensions that are not trusted because they are written in C, but that give their users no access to files,
     * programs or other servers.
     */
    private static final Set<String> HARMLESS = Set.of(
            "address_standardizer", "pg_stat_statements", "postgis", "postgis_sfcgal", "postgis_topology", "vector");

    private final boolean isCaged;
    private final Predicate<String> provider;
    private final Set<String> provided = new HashSet<>();
    private final Set<String> extensions;
    private final Set<String> leftOut = new LinkedHashSet<>();
    private int privileges;

    private ScratchContents(boolean isCaged, Predicate<String> provider, Set<String> extensions) {
        this.isCaged = isCaged;
        this.provider = provider;
        this.extensions = extensions;
    }

    /**
     * Reads the extensions that the owner of a database may create, because they are trusted or exist already. The
     * provider creates other extensions, or returns false.
     */
    static ScratchContents of(Statement statement, boolean isCaged, Predicate<String> provider) throws SQLException {
        Set<String> extensions = new HashSet<>();
        try (ResultSet names = statement.executeQuery("SELECT a.name FROM pg_catalog.pg_available_extensions a"
                + " JOIN pg_catalog.pg_available_extension_versions v ON v.name = a.name AND v.version ="
                + " a.default_version"
                + " WHERE v.trusted UNION SELECT extname FROM pg_catalog.pg_extension")) {
            while (names.next()) {
                extensions.add(names.getString(1));
            }
        }
        return new ScratchContents(isCaged, provider, extensions);
    }

    private static Pattern entries(String kinds) {
        return Pattern.compile("(?:COMMENT - )?((?:" + kinds + ") .*)");
    }

    boolean isCaged() {
        return isCaged;
    }

    /** Returns the part of the list to restore. Extensions are provided now, before any statement of the dump runs. */
    String restored(String list) {
        if (isCaged) {
            list.lines()
                    .map(ENTRY::matcher)
                    .filter(Matcher::matches)
                    .map(entry -> EXTENSION.matcher(entry.group(1)))
                    .filter(Matcher::matches)
                    .map(extension -> extension.group(1))
                    .distinct()
                    .filter(name -> HARMLESS.contains(name) && !extensions.contains(name) && provider.test(name))
                    .forEach(provided::add);
            extensions.addAll(provided);
        }
        return list.lines().filter(this::isRestored).collect(Collectors.joining("\n", "", "\n"));
    }

    private boolean isRestored(String line) {
        Matcher entry = ENTRY.matcher(line);
        if (!entry.matches()) {
            return true;
        }
        String described = entry.group(1);
        Matcher extension = EXTENSION.matcher(described);
        Matcher other = (isCaged ? LEFT_OUT_OF_CAGE : LEFT_OUT).matcher(described);
        if (isCaged && PRIVILEGES.matcher(described).matches()) {
            privileges++;
        } else if (isCaged && extension.matches() && !extensions.contains(extension.group(1))) {
            leftOut.add("EXTENSION " + extension.group(1));
        } else if (extension.matches() && provided.contains(extension.group(1))) {
            return false;
        } else if (other.matches()) {
            leftOut.add(other.group(1).strip());
        } else {
            return true;
        }
        return false;
    }

    /** Checks whether a statement of a script is run. */
    boolean isRun(String statement) {
        if (!isCaged) {
            return true;
        }
        Matcher extension = SCRIPTED_EXTENSION.matcher(statement);
        if (SCRIPTED_PRIVILEGES.matcher(statement).matches()) {
            privileges++;
            return false;
        }
        if (extension.matches() && !extensions.contains(unquoted(extension.group(1)))) {
            leftOut.add("EXTENSION " + unquoted(extension.group(1)));
            return false;
        }
        return true;
    }

    private static String unquoted(String name) {
        return name.startsWith("\"") ? name.substring(1, name.length() - 1).replace("\"\"", "\"") : name;
    }

    /** Returns each object that was left out by kind and name, and the number of privileges. */
    List<String> leftOut() {
        List<String> all = new ArrayList<>(leftOut);
        if (privileges > 0) {
            all.add(String.format(Locale.ROOT, "privileges (GRANT, REVOKE): %d entries", privileges));
        }
        return all;
    }
}
