package io.opsmon.backup.mariadb;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The part of a script that is run in a scratch database. Events, which act by themselves, are left out. With a
 * {@link MariaDbCage}, its user is the definer of everything: another one needs the rights of a superuser. That is for
 * scripts to run; it protects from nothing, as a statement may be written otherwise. The cage does. Not thread-safe.
 */
final class ScratchScript {

    private static final String NAME = "`(?:[^`]|``)*`";
    private static final Pattern EVENTS = Pattern.compile("-- Dumping events for database.*", Pattern.DOTALL);
    private static final Pattern EVENT =
            Pattern.compile(".*\\bDROP EVENT IF EXISTS `((?:[^`]|``)*)`.*", Pattern.DOTALL);
    private static final Pattern SCRIPTED_EVENT =
            Pattern.compile("CREATE (?:DEFINER=\\S+ )?EVENT `((?:[^`]|``)*)`.*", Pattern.DOTALL);

    /** At the beginning of a line or of a statement: with the comments for older versions that programs write. */
    private static final Pattern DEFINER =
            Pattern.compile("\\A((?:CREATE |OR REPLACE |ALGORITHM=\\w+ |/\\*M?!\\d+ |CREATE\\*/ )*DEFINER=)" + NAME
                    + "(?:@" + NAME + ")?");

    private final boolean isCaged;
    private final Set<String> leftOut = new LinkedHashSet<>();

    ScratchScript(boolean isCaged) {
        this.isCaged = isCaged;
    }

    /** A statement of a script of the driver; null if it is left out. */
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

    /** Passes a script of the server's own program on. */
    OutputStream filter(OutputStream script) {
        return new Filter(script);
    }

    /** Leaves sections of events out. */
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

    /** With the user of the cage as the definer. */
    private String definedHere(String begun) {
        return isCaged ? DEFINER.matcher(begun).replaceFirst("$1CURRENT_USER") : begun;
    }
}
