package io.opsmon.backup.internal.mariadb;

import io.opsmon.backup.RestoreScope;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Selects the part of a script that is run, and adapts statements to their target. The selection only makes scripts
 * restorable. It is no protection, because a statement may be written in another way. In a scratch database,
 * {@link MariaDbCage} is the protection. Not thread-safe.
 */
final class ScriptSelection {

    private static final Pattern OWN = Pattern.compile(
            "-- (?:Table structure for|Dumping data for) table `" + RestoreScope.OWN_TABLES + ".*", Pattern.DOTALL);
    private static final Pattern HEADER = Pattern.compile("-- Host: .*\\sDatabase: (.+)", Pattern.DOTALL);
    private static final Pattern EVENTS = Pattern.compile("-- Dumping events for database.*", Pattern.DOTALL);
    private static final Pattern EVENT =
            Pattern.compile(".*\\bDROP EVENT IF EXISTS `((?:[^`]|``)*)`.*", Pattern.DOTALL);
    private static final Pattern SCRIPTED_EVENT =
            Pattern.compile("CREATE (?:DEFINER=\\S+ )?EVENT `((?:[^`]|``)*)`.*", Pattern.DOTALL);

    /** The name of the dumped database, before routines that were created with another charset of the database. */
    private static final Pattern DATABASE = Pattern.compile("\\AALTER DATABASE `(?:[^`]|``)*` CHARACTER SET ");

    private final boolean isWithoutOwnTables;
    private final boolean isWithoutEvents;
    private final Definers definers;
    private final Set<String> leftOut = new LinkedHashSet<>();

    private ScriptSelection(boolean isWithoutOwnTables, boolean isWithoutEvents, Definers definers) {
        this.isWithoutOwnTables = isWithoutOwnTables;
        this.isWithoutEvents = isWithoutEvents;
        this.definers = definers;
    }

    /** Selects everything for an empty database, and everything but opsmon's tables for an existing one. */
    static ScriptSelection forTarget(RestoreScope scope, Definers definers) {
        return new ScriptSelection(scope == RestoreScope.REPLACE, false, definers);
    }

    /** Leaves out opsmon's tables and events, which act on their own. */
    static ScriptSelection forRehearsal(Definers definers) {
        return new ScriptSelection(true, true, definers);
    }

    /**
     * Leaves out events, which act on their own. With a {@link MariaDbCage}, its user becomes the definer of all
     * objects.
     */
    static ScriptSelection forScratch(boolean isCaged) {
        return new ScriptSelection(false, true, isCaged ? Definers.replaced() : Definers.kept());
    }

    /** Returns the statement to run of a driver's script; null if it is left out. */
    @Nullable
    String statement(String sql, boolean isOwn) {
        if (isOwn && isWithoutOwnTables) {
            return null;
        }
        Matcher event = SCRIPTED_EVENT.matcher(sql);
        if (isWithoutEvents && event.matches()) {
            leftOut.add("EVENT " + event.group(1));
            return null;
        }
        return definers.decided(sql);
    }

    /** Adapts an optional statement. */
    String optional(String sql) {
        return definers.decided(sql);
    }

    List<String> leftOut() {
        return List.copyOf(leftOut);
    }

    /** Filters a script of the server's own program. */
    OutputStream filter(OutputStream script) {
        return new Filter(script);
    }

    /** Omits the sections of opsmon's tables and of events. */
    private final class Filter extends LineFilter {

        private boolean isOfEvents;
        private boolean isOfOwnTable;
        private @Nullable QualifiedNames names;

        Filter(OutputStream script) {
            super(script);
        }

        @Override
        @Nullable
        String decided(String begun) {
            String line = begun.stripTrailing();
            if (SECTION.matcher(line).matches()) {
                isOfEvents = isWithoutEvents && EVENTS.matcher(line).matches();
                isOfOwnTable = isWithoutOwnTables && OWN.matcher(line).matches();
            }
            Matcher header = HEADER.matcher(line);
            if (header.matches()) {
                names = new QualifiedNames(header.group(1));
            }
            Matcher event = EVENT.matcher(line);
            if (isOfEvents && event.matches()) {
                leftOut.add("EVENT "
                        + new String(event.group(1).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
            }
            return isOfEvents || isOfOwnTable ? null : adapted(begun);
        }

        private String adapted(String begun) {
            if (names != null && begun.startsWith("  `")) {
                return names.unqualified(begun);
            }
            return DATABASE.matcher(definers.decided(begun)).replaceFirst("ALTER DATABASE CHARACTER SET ");
        }
    }
}
