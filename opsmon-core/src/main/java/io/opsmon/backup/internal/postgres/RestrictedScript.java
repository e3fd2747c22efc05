package io.opsmon.backup.internal.postgres;

import io.opsmon.backup.internal.tool.Tool;
import io.opsmon.backup.internal.tool.ToolException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The statements that {@code pg_restore} writes for {@code psql}, restricted to SQL. The first line is the command
 * {@code \restrict} with a random key. After this command, {@code psql} rejects all of its own commands except the one
 * that lifts the restriction with the same key. Programs without the fixes for CVE-2025-8714 and CVE-2025-8715 do not
 * know the command, and would run {@code \!} from a dump or from a table's name. Such programs are rejected.
 */
final class RestrictedScript {

    /** The first fixed minor version of each major version; later major versions are fixed from the beginning. */
    private static final Map<Integer, Integer> FIXED = Map.of(13, 22, 14, 19, 15, 14, 16, 10, 17, 6);

    private static final int LAST_VULNERABLE = 17;
    private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)");
    private static final int HEAD = 4_096;

    private final String key = UUID.randomUUID().toString().replace("-", "");

    /** Comments and empty lines, followed by the command. */
    private final Pattern beginning = Pattern.compile("(?:--[^\n]*\n|\n)*\\\\restrict " + key + "\n");

    /** Rejects a program that runs commands from a dump. */
    static void requireFixed(Tool tool) throws ToolException {
        Matcher version = VERSION.matcher(tool.version());
        int minor = version.find() && Integer.parseInt(version.group(1)) == tool.major()
                ? Integer.parseInt(version.group(2))
                : -1;
        if (tool.major() <= LAST_VULNERABLE && minor < FIXED.getOrDefault(tool.major(), Integer.MAX_VALUE)) {
            throw new ToolException(tool.path() + " (" + tool.version()
                    + ") can run commands that are hidden in a dump (CVE-2025-8714, CVE-2025-8715). To replace a"
                    + " database,"
                    + " install the client programs of PostgreSQL 13.22, 14.19, 15.14, 16.10, 17.6, 18.0 or newer");
        }
    }

    /** Returns the option that passes the key to {@code pg_restore}. */
    String option() {
        return "--restrict-key=" + key;
    }

    /** Copies the statements if they begin with the command. */
    void copy(InputStream statements, OutputStream psql) throws IOException {
        byte[] head = statements.readNBytes(HEAD);
        if (!beginning.matcher(new String(head, StandardCharsets.ISO_8859_1)).lookingAt()) {
            throw new ToolException(
                    "pg_restore did not begin its statements with \\restrict. No statement of the dump was run");
        }
        psql.write(head);
        statements.transferTo(psql);
    }
}
