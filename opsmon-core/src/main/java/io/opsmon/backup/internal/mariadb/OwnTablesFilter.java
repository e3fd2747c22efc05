package io.opsmon.backup.internal.mariadb;

import io.opsmon.backup.RestoreScope;
import java.io.OutputStream;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Omits opsmon's own tables from a script of {@code mariadb-dump}, in which each section begins with a comment that
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
