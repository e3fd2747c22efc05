package io.opsmon.backup.internal.mariadb;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Decides on the definers of views, routines, triggers and events: the users with whose rights these objects run. Only
 * a user with a special privilege can create objects for other definers. Other users become the definer of all objects.
 * Not thread-safe.
 */
final class Definers {

    /** A name in backticks or, in a mode that quotes like the standard, in double quotes. */
    private static final String NAME = "(?:`(?:[^`]|``)*`|\"(?:[^\"]|\"\")*\")";

    /** A definer at the beginning of a line or a statement, including the version comments that programs write. */
    private static final Pattern DEFINER =
            Pattern.compile("\\A((?:CREATE |OR REPLACE |ALGORITHM=\\w+ |/\\*M?!\\d+ |CREATE\\*/ )*DEFINER=)(" + NAME
                    + "(?:@" + NAME + ")?)");

    /** Privileges that allow other definers; each server has some of them. */
    private static final Pattern ANY_DEFINER = Pattern.compile(
            "GRANT .*\\b(?:ALL PRIVILEGES|SUPER|SET USER|SET_USER_ID|SET_ANY_DEFINER)\\b.* ON \\*\\.\\* .*");

    private final boolean areReplaced;
    private final @Nullable String self;
    private final Map<String, Integer> replaced = new TreeMap<>();

    private Definers(boolean areReplaced, @Nullable String self) {
        this.areReplaced = areReplaced;
        this.self = self;
    }

    /** Keeps all definers. */
    static Definers kept() {
        return new Definers(false, null);
    }

    /** Replaces all definers. */
    static Definers replaced() {
        return new Definers(true, null);
    }

    /** Replaces the definers that the user of a connection must not set. */
    static Definers of(Connection connection) throws SQLException {
        return new Definers(!maySetAny(connection), self(connection));
    }

    static boolean maySetAny(Connection connection) throws SQLException {
        return MariaDbContents.names(connection, "SHOW GRANTS").stream()
                .anyMatch(grant -> ANY_DEFINER.matcher(grant).matches());
    }

    /** Returns the account of a connection, {@code name@host}. */
    static String self(Connection connection) throws SQLException {
        return MariaDbContents.names(connection, "SELECT CURRENT_USER()").get(0);
    }

    /**
     * Replaces the definer of a statement.
     *
     * @param begun the beginning of the statement or line; characters may be single bytes of UTF-8
     * @return the text to run instead
     */
    String decided(String begun) {
        if (!areReplaced) {
            return begun;
        }
        Matcher definer = DEFINER.matcher(begun);
        if (!definer.find()) {
            return begun;
        }
        String account = account(definer.group(2));
        if (account.equals(self)) {
            return begun;
        }
        replaced.merge(account, 1, Integer::sum);
        return definer.replaceFirst("$1CURRENT_USER");
    }

    private static String account(String quoted) {
        List<String> parts = new ArrayList<>();
        Matcher name = Pattern.compile(NAME).matcher(quoted);
        while (name.find()) {
            parts.add(name.group()
                    .substring(1, name.group().length() - 1)
                    .replace("``", "`")
                    .replace("\"\"", "\""));
        }
        return String.join("@", parts);
    }

    /** Describes the replaced definers. */
    List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        replaced.forEach((definer, count) -> warnings.add("definer "
                + new String(definer.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8) + " of " + count
                + (count == 1 ? " object" : " objects")
                + ": replaced with the restoring user, who must not create objects for other users"));
        return warnings;
    }
}
