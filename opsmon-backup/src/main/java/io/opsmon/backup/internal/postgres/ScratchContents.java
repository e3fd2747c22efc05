package io.opsmon.backup.internal.postgres;

import io.opsmon.backup.internal.postgres.restore.RestorePlan.ScratchRules;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
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
final class ScratchContents implements ScratchRules {

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
    private static final String NAME = "\"(?:[^\"]|\"\")+\"|[\\w$]+";
    private static final Pattern SCRIPTED_PRIVILEGES =
            Pattern.compile("(?:GRANT|REVOKE|ALTER DEFAULT PRIVILEGES) .*", Pattern.DOTALL);
    private static final Pattern SCRIPTED_EXTENSION =
            Pattern.compile("CREATE EXTENSION IF NOT EXISTS (" + NAME + ") WITH SCHEMA (" + NAME + ")\\s*");
    private static final Pattern SCRIPTED_COMMENT = Pattern.compile("COMMENT ON EXTENSION (" + NAME + ") ");

    /**
     * Extensions that are not trusted because they are written in C, but that give their users no access to files,
     * programs or other servers.
     */
    private static final Set<String> HARMLESS = Set.of(
            "address_standardizer", "pg_stat_statements", "postgis", "postgis_sfcgal", "postgis_topology", "vector");

    /** Creates an extension in a schema as the configured user, or returns false. */
    @FunctionalInterface
    interface Provider {
        boolean creates(String extension, String schema);
    }

    private final boolean isCaged;
    private final Provider provider;
    private final Set<String> others = new HashSet<>();
    private final Set<String> extensions;
    private final Set<String> leftOut = new LinkedHashSet<>();
    private int privileges;

    private ScratchContents(boolean isCaged, Provider provider, Set<String> extensions) {
        this.isCaged = isCaged;
        this.provider = provider;
        this.extensions = extensions;
    }

    /**
     * Reads the extensions that the owner of a database may create, because they are trusted or exist already. The
     * provider creates other extensions that are harmless. All other extensions are left out.
     */
    static ScratchContents of(Statement statement, boolean isCaged, Provider provider) throws SQLException {
        Set<String> extensions = new HashSet<>();
        try (ResultSet names = statement.executeQuery(
                "SELECT a.name FROM pg_catalog.pg_available_extensions a"
                        + " JOIN pg_catalog.pg_available_extension_versions v ON v.name = a.name AND v.version ="
                        + " a.default_version"
                        + " WHERE v.trusted OR (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user) UNION SELECT extname FROM pg_catalog.pg_extension")) {
            while (names.next()) {
                extensions.add(names.getString(1));
            }
        }
        return new ScratchContents(isCaged, provider, extensions);
    }

    private static Pattern entries(String kinds) {
        return Pattern.compile("(?:COMMENT - )?((?:" + kinds + ") .*)");
    }

    @Override
    public boolean isCaged() {
        return isCaged;
    }

    /** Returns the part of the list to restore. */
    String restored(String list) {
        return list.lines().filter(this::isRestored).collect(Collectors.joining("\n", "", "\n"));
    }

    private boolean isRestored(String line) {
        Matcher entry = ENTRY.matcher(line);
        if (!entry.matches()) {
            return true;
        }
        String described = entry.group(1);
        Matcher other = (isCaged ? LEFT_OUT_OF_CAGE : LEFT_OUT).matcher(described);
        if (isCaged && PRIVILEGES.matcher(described).matches()) {
            privileges++;
        } else if (other.matches()) {
            leftOut.add(other.group(1).strip());
        } else {
            return true;
        }
        return false;
    }

    @Override
    public boolean isIncomplete() {
        return !leftOut.isEmpty();
    }

    @Override
    public boolean isRun(String statement) {
        Matcher comment = SCRIPTED_COMMENT.matcher(statement);
        if (comment.lookingAt()) {
            return !others.contains(unquoted(comment.group(1)));
        }
        if (isCaged && SCRIPTED_PRIVILEGES.matcher(statement).matches()) {
            privileges++;
            return false;
        }
        return true;
    }

    /** Creates an extension as the configured user if the extension is harmless, and leaves out any other one. */
    @Override
    public boolean provides(String statement) {
        Matcher created = SCRIPTED_EXTENSION.matcher(statement);
        if (!created.matches() || extensions.contains(unquoted(created.group(1)))) {
            return false;
        }
        String name = unquoted(created.group(1));
        others.add(name);
        if (!HARMLESS.contains(name) || !provider.creates(name, unquoted(created.group(2)))) {
            leftOut.add("EXTENSION " + name);
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
