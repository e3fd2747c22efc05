package io.opsmon.backup.internal.postgres;

import io.opsmon.backup.internal.tool.Tool;
import io.opsmon.backup.internal.tool.ToolException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Rejects versions of {@code pg_restore} without the fix for CVE-2025-8715. In their scripts, the name of an object may
 * continue with statements of its own.
 */
final class FixedProgram {

    /** The first fixed minor version of each major version; later major versions are fixed from the beginning. */
    private static final Map<Integer, Integer> FIXED = Map.of(13, 22, 14, 19, 15, 14, 16, 10, 17, 6);

    private static final int LAST_VULNERABLE = 17;
    private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)");

    private FixedProgram() {}

    static void require(Tool tool) throws ToolException {
        Matcher version = VERSION.matcher(tool.version());
        int minor = version.find() && Integer.parseInt(version.group(1)) == tool.major()
                ? Integer.parseInt(version.group(2))
                : -1;
        if (tool.major() <= LAST_VULNERABLE && minor < FIXED.getOrDefault(tool.major(), Integer.MAX_VALUE)) {
            throw new ToolException(tool.path() + " (" + tool.version()
                    + ") writes statements that are hidden in the name of an object (CVE-2025-8714, CVE-2025-8715). To"
                    + " restore a backup,"
                    + " install the client programs of PostgreSQL 13.22, 14.19, 15.14, 16.10, 17.6, 18.0 or newer");
        }
    }
}
