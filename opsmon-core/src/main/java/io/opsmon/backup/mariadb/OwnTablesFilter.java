package io.opsmon.backup.mariadb;

import io.opsmon.backup.RestoreScope;
import java.io.OutputStream;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Leaves opsmon's own tables out of a script of {@code mariadb-dump}, which begins each section with a comment that
 * names its object.
 */
final class OwnTablesFilter extends LineFilter {

    private static final Pattern OWN = Pattern.compile(
            "-- (?:Table structure for|Dumping data for) table `" + RestoreScope.OWN_TABLES + ".*", Pattern.DOTALL);

    private boolean isOwn;

    OwnTablesFilter(OutputStream script) {
        super(script);
    }

    @Override
    @Nullable
    String decided(String begun) {
        String line = begun.stripTrailing();
        if (SECTION.matcher(line).matches()) {
            isOwn = OWN.matcher(line).matches();
        }
        return isOwn ? null : begun;
    }
}
