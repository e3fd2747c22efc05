package io.opsmon.backup.internal.mariadb;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Selects the part of a script that is run in a scratch database. Events, which act on their own, are left out. With a
 * {@link MariaDbCage}, its user becomes the definer of all objects, because any other definer requires a superuser. The
 * selection only makes scripts restorable. It is no protection, because a statement may be written in another way. The
 * cage is the protection. Not thread-safe.
 */
final class ScratchScript {

    private static final String NAME = "`(?:[^`]|``)*`";
    private static final Pattern EVENTS = Pattern.compile("-- Dumping events for database.*", Pattern.DOTALL);
    private static final Pattern EVENT =
            Pattern.compile(".*\\bDROP EVENT IF EXISTS `((?:[^`]|``)*)`.*", Pattern.DOTALL);
    private static final Pattern SCRIPTED_EVENT =
            Pattern.compile("CREATE (?:DEFINER=\\S+ )?EVENT `((?:[^`]|``)*)`.*", Pattern.DOTALL);

    /** A definer at the beginning of a line or a statement, including the version comments that programs write. */
    private static final Pattern DEFINER =
            Pattern.compile("\\A((?:CREATE |OR REPLACE |ALGORITHM=\\w+ |/\\*M?!\\d+ |CREATE\\*/ )*DEFINER=)" + NAME
                    + "(?:@" + NAME + ")?");

    private final boolean isCaged;
    private final Set<String> leftOut = new LinkedHashSet<>();

    ScratchScript(boolean isCaged) {
        this.isCaged = isCaged;
    }

    /** Returns the statement to run of a driver's script; null if it is left out. */
    @Nullable
    String statement(String sql) {
        Matcher event = SCRIPTED_EVENT.matcher(sql);
        if (event.matches()) {
            leftOut.add("EVENT " + event.group(1));
            return null;
        }
        return definedHere(sql);
    }

    List<String> leftOut() {
        return List.copyOf(leftOut);
    }

    /** Filters a script of the server's own program. */
    OutputStream filter(OutputStream script) {
        return new Filter(script);
    }

    /** Omits sections of events. */
    private final class Filter extends LineFilter {

        private boolean isOfEvents;

        Filter(OutputStream script) {
            super(script);
        }

        @Override
        @Nullable
        String decided(String begun) {
            String line = begun.stripTrailing();
            if (SECTION.matcher(line).matches()) {
                isOfEvents = EVENTS.matcher(line).matches();
            }
            Matcher event = EVENT.matcher(line);
            if (isOfEvents && event.matches()) {
                leftOut.add("EVENT "
                        + new String(event.group(1).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
            }
            return isOfEvents ? null : definedHere(begun);
        }
    }

    /** Replaces the definer with the user of the cage. */
    private String definedHere(String begun) {
        return isCaged ? DEFINER.matcher(begun).replaceFirst("$1CURRENT_USER") : begun;
    }
}
